-- pool: one schema and its tables shared by every tenant of the mode. The schema stays when a tenant goes.

-- landlord: up
do $$
declare
  shared text := current_setting('landlord.schema');
begin
  if not exists (select from pg_namespace where nspname = shared) then
    execute format('create schema %I', shared);
    execute format('comment on schema %I is %L', shared, 'landlord pool');
  elsif (select obj_description(oid, 'pg_namespace') from pg_namespace where nspname = shared) is distinct from 'landlord pool' then
    raise exception 'The schema % exists and was not made by Landlord.', shared using errcode = 'duplicate_schema';
  end if;
  execute format('grant usage on schema %I to %I', shared, current_setting('landlord.role'));
end $$;

-- landlord: down
do $$
declare
  shared text := current_setting('landlord.schema');
  tenant_role text := current_setting('landlord.role');
begin
  if exists (select from pg_namespace where nspname = shared) and exists (select from pg_roles where rolname = tenant_role) then
    execute format('revoke all on schema %I from %I', shared, tenant_role);
  end if;
end $$;

-- landlord: verify
select 'Nothing in the pool is granted to PUBLIC.' as expects,
  not exists (
    select from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) grants
    where n.nspname = current_setting('landlord.schema') and grants.grantee = 0
  ) as holds;
