-- The tenant's documents: a table of its own, or the pool's. Who sees which row is the next step's.

-- landlord: up
do $$
declare
  place text := current_setting('landlord.schema');
begin
  execute format(
    'create table if not exists %I.documents (
       tenant_id text not null,
       id uuid not null default gen_random_uuid(),
       title text not null default '''',
       body text not null default '''',
       created_at timestamptz not null default now(),
       primary key (tenant_id, id))', place);
  if current_setting('landlord.isolation') <> 'pool' then
    execute format('alter table %I.documents alter column tenant_id set default %L', place, current_setting('landlord.tenant'));
  end if;
end $$;

-- landlord: down

-- landlord: verify
select 'The table of documents is there.' as expects,
  to_regclass(format('%I.documents', current_setting('landlord.schema'))) is not null as holds;
