-- What every tenant stands on. Shared, so `down` leaves it alone.
-- Names come in as transaction-local settings (landlord.role, landlord.schema, landlord.table, landlord.tenant,
-- landlord.isolation, landlord.statement_timeout) and are quoted by format(%I): nothing is ever pasted into this text.

-- landlord: up
create schema if not exists extensions;

-- A row that no tenant may ever read: the positive control of the isolation check reads it as the operator.
create schema if not exists landlord_probe;
create table if not exists landlord_probe.canary (word text primary key);
insert into landlord_probe.canary (word) values ('canary') on conflict do nothing;

-- What the platform reads of every tenant, version by version (schemas/tenant-configuration.schema.json). Who may read it
-- is for the platform's owner to grant; a tenant may not.
create schema if not exists landlord;
create table if not exists landlord.configurations (
  tenant text not null,
  version integer not null,
  document jsonb not null,
  written_at timestamptz not null default now(),
  primary key (tenant, version)
);

do $$
begin
  -- Tenants get what they are granted, and nothing through PUBLIC. Where the operator owns neither the
  -- schema nor the database, that is for their owner to do, and verify says so.
  if pg_has_role(current_user, (select nspowner from pg_namespace where nspname = 'public'), 'usage') then
    revoke all on schema public from public;
  end if;
  if pg_has_role(current_user, (select datdba from pg_database where datname = current_database()), 'usage') then
    execute format('revoke connect, temporary on database %I from public', current_database());
    execute format('grant connect on database %I to %I', current_database(), current_user);
  end if;
end $$;

-- landlord: down
do $$
begin
  if to_regclass('landlord.configurations') is not null then
    delete from landlord.configurations where tenant = current_setting('landlord.tenant');
  end if;
end $$;

-- landlord: verify
select 'Nobody but the operator can reach the probe schema.' as expects,
  not exists (
    select from pg_namespace n, aclexplode(n.nspacl) grants
    where n.nspname = 'landlord_probe' and grants.grantee <> n.nspowner
  ) and exists (select from pg_namespace where nspname = 'landlord_probe') as holds
union all
select 'Tenants cannot reach the configurations.',
  not exists (
    select from pg_namespace n, aclexplode(n.nspacl) grants
    where n.nspname = 'landlord'
      and grants.grantee in (0, coalesce((select oid from pg_roles where rolname = current_setting('landlord.role')), 0))
  )
union all
select 'PUBLIC cannot create objects in the schema public.',
  not exists (
    select from pg_namespace n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) grants
    where n.nspname = 'public' and grants.grantee = 0 and grants.privilege_type = 'CREATE'
  );
