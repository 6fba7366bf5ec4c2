-- silo and bridge: a schema of the tenant's own. What is in it stands under row-level security all the same, so that a
-- wrong grant or a row in the wrong place still shows nothing.

-- landlord: up
do $$
declare
  own text := current_setting('landlord.schema');
  mark text := 'landlord tenant ' || current_setting('landlord.tenant');
begin
  if not exists (select from pg_namespace where nspname = own) then
    execute format('create schema %I', own);
    execute format('comment on schema %I is %L', own, mark);
  elsif (select obj_description(oid, 'pg_namespace') from pg_namespace where nspname = own) is distinct from mark then
    raise exception 'The schema % exists and was not made by Landlord for this tenant.', own
      using errcode = 'duplicate_schema';
  end if;
  execute format('grant usage on schema %I to %I', own, current_setting('landlord.role'));
end $$;

-- landlord: down
do $$
declare
  own text := current_setting('landlord.schema');
  mark text := 'landlord tenant ' || current_setting('landlord.tenant');
begin
  if exists (select from pg_namespace where nspname = own and obj_description(oid, 'pg_namespace') = mark) then
    execute format('drop schema %I cascade', own);
  end if;
end $$;

-- landlord: verify
select 'Nobody but the operator and the tenant is granted anything in its schema.' as expects,
  not exists (
    select from pg_namespace n, aclexplode(n.nspacl) grants
    where n.nspname = current_setting('landlord.schema') and grants.grantee <> n.nspowner
      and grants.grantee <> coalesce((select oid from pg_roles where rolname = current_setting('landlord.role')), 0)
  ) and not exists (
    select from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) grants
    where n.nspname = current_setting('landlord.schema') and grants.grantee <> c.relowner
      and grants.grantee <> coalesce((select oid from pg_roles where rolname = current_setting('landlord.role')), 0)
  ) as holds;
