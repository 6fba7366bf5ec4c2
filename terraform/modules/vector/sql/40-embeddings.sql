-- The tenant's vectors, and the one function that searches them: `nearest(query, k)` by cosine distance, with the
-- caller's own rights. pgvector with an index where the server offers it; else an exact search over real[], which is
-- right for some ten thousand vectors and for a server without extensions.

-- landlord: up
do $$
begin
  -- Wherever somebody has installed it; else among the extensions, if this operator may.
  if not exists (select from pg_extension where extname = 'vector')
     and exists (select from pg_available_extensions where name = 'vector') then
    begin
      create extension vector schema extensions;
    exception when insufficient_privilege then
      raise notice 'pgvector is offered and may not be installed by this operator: searching exactly.';
    end;
  end if;
end $$;

do $$
declare
  place text := current_setting('landlord.schema');
  tenant_role text := current_setting('landlord.role');
  tenant text := current_setting('landlord.tenant');
  pooled boolean := current_setting('landlord.isolation') = 'pool';
  home text := (select extnamespace::regnamespace::text from pg_extension where extname = 'vector');
  indexed boolean;
begin
  -- 1536 numbers: text-embedding-3-small, and what its larger sibling is asked to shorten to.
  execute format(
    'create table if not exists %I.embeddings (
       tenant_id text not null,
       id uuid not null default gen_random_uuid(),
       document_id uuid,
       title text not null default '''',
       embedding %s not null,
       created_at timestamptz not null default now(),
       primary key (tenant_id, id))', place,
    case when home is null then 'real[] check (cardinality(embedding) = 1536)' else format('%s.vector(1536)', home) end);
  if not pooled then
    execute format('alter table %I.embeddings alter column tenant_id set default %L', place, tenant);
  end if;

  -- A table that was made before pgvector came stays what it is.
  indexed := (select typname = 'vector' from pg_attribute a join pg_type t on t.oid = a.atttypid
    where a.attrelid = format('%I.embeddings', place)::regclass and a.attname = 'embedding');
  if indexed and pooled then
    execute format('create index if not exists %I on %I.embeddings using hnsw (embedding %s.vector_cosine_ops) where tenant_id = %L',
      'embeddings_' || tenant_role, place, home, tenant);
  elsif indexed then
    execute format('create index if not exists embeddings_nearest on %I.embeddings using hnsw (embedding %s.vector_cosine_ops)',
      place, home);
  end if;

  execute format(
    'create or replace function %I.nearest(query real[], k integer) returns table (id uuid, distance double precision)
     language sql stable security invoker as $search$ %s $search$', place,
    case when indexed then format(
      'select e.id, e.embedding operator(%1$s.<=>) query::%1$s.vector from %2$I.embeddings e
       order by e.embedding operator(%1$s.<=>) query::%1$s.vector limit k', home, place)
    else format(
      'select e.id, (select 1 - sum(a::float8 * b) / nullif(sqrt(sum(a::float8 * a)) * sqrt(sum(b::float8 * b)), 0)
         from unnest(e.embedding, query) as pair (a, b)) as distance
       from %I.embeddings e order by distance limit k', place) end);
  execute format('revoke all on function %I.nearest from public', place);
  execute format('grant execute on function %I.nearest to %I', place, tenant_role);
end $$;

-- landlord: down
do $$
declare
  place text := current_setting('landlord.schema');
  tenant_role text := current_setting('landlord.role');
begin
  if current_setting('landlord.isolation') <> 'pool' or to_regclass(format('%I.embeddings', place)) is null then
    return;
  end if;
  execute format('drop index if exists %I.%I', place, 'embeddings_' || tenant_role);
  if exists (select from pg_roles where rolname = tenant_role) then
    execute format('revoke all on function %I.nearest from %I', place, tenant_role);
  end if;
end $$;

-- landlord: verify
select 'The search runs with the rights of whoever asks, and PUBLIC may not ask.' as expects,
  exists (
    select from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = current_setting('landlord.schema') and p.proname = 'nearest' and not p.prosecdef
      and not exists (
        select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) grants where grants.grantee = 0
      )
  ) as holds;
