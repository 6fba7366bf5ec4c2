-- silo and bridge: a schema of the tenant's own, with row-level security all the same, so that a wrong grant
-- or a row in the wrong place still shows nothing.

-- landlord: up
do $$
declare
  own text := current_setting('landlord.schema');
  tenant_role text := current_setting('landlord.role');
  tenant text := current_setting('landlord.tenant');
  mark text := 'landlord tenant ' || current_setting('landlord.tenant');
  wanted text := format('(tenant_id = %L::text)', tenant);
begin
  if not exists (select from pg_namespace where nspname = own) then
    execute format('create schema %I', own);
    execute format('comment on schema %I is %L', own, mark);
  elsif (select obj_description(oid, 'pg_namespace') from pg_namespace where nspname = own) is distinct from mark then
    raise exception 'The schema % exists and was not made by Landlord for this tenant.', own
      using errcode = 'duplicate_schema';
  end if;
  execute format(
    'create table if not exists %I.documents (
       tenant_id text not null default %L,
       id uuid not null default gen_random_uuid(),
       title text not null default '''',
       body text not null default '''',
       created_at timestamptz not null default now(),
       primary key (tenant_id, id))', own, tenant);
  execute format('alter table %I.documents enable row level security', own);
  execute format('alter table %I.documents force row level security', own);
  -- FORCE binds the owner too: an operator who is no superuser needs a policy to clean up after a probe.
  if not exists (select from pg_policies where schemaname = own and tablename = 'documents' and policyname = 'landlord_operator') then
    execute format('create policy landlord_operator on %I.documents to current_user using (true) with check (true)', own);
  end if;
  -- Bound to the role, never to a setting that a session may change.
  if not exists (
    select from pg_policies where schemaname = own and tablename = 'documents' and policyname = tenant_role
      and roles = array[tenant_role]::name[] and qual = wanted and with_check = wanted
      and permissive = 'PERMISSIVE' and cmd = 'ALL'
  ) then
    execute format('drop policy if exists %I on %I.documents', tenant_role, own);
    execute format('create policy %I on %I.documents to %I using (tenant_id = %L) with check (tenant_id = %L)',
      tenant_role, own, tenant_role, tenant, tenant);
  end if;
  execute format('grant usage on schema %I to %I', own, tenant_role);
  execute format('grant select, insert, update, delete on %I.documents to %I', own, tenant_role);
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
select 'Row-level security is enabled and forced on documents.' as expects,
  coalesce((
    select c.relrowsecurity and c.relforcerowsecurity from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = current_setting('landlord.schema') and c.relname = 'documents'
  ), false) as holds
union all
select 'One policy binds the tenant''s role to the tenant''s rows, reading and writing.',
  exists (
    select from pg_policies where schemaname = current_setting('landlord.schema') and tablename = 'documents'
      and roles = array[current_setting('landlord.role')]::name[] and permissive = 'PERMISSIVE' and cmd = 'ALL'
      and qual = format('(tenant_id = %L::text)', current_setting('landlord.tenant')) and with_check = qual
  )
union all
select 'No other policy is open to the tenant.',
  not exists (
    select from pg_policies where schemaname = current_setting('landlord.schema') and tablename = 'documents'
      and permissive = 'PERMISSIVE' and policyname <> current_setting('landlord.role')
      and roles && array['public', current_setting('landlord.role')]::name[]
  )
union all
select 'The tenant does not own its table and holds only select, insert, update and delete on it.',
  coalesce((
    select c.relowner <> r.oid and (
        select array_agg(grants.privilege_type::text order by grants.privilege_type::text)
        from aclexplode(c.relacl) grants where grants.grantee = r.oid
      ) = array['DELETE', 'INSERT', 'SELECT', 'UPDATE']
    from pg_class c join pg_namespace n on n.oid = c.relnamespace, pg_roles r
    where n.nspname = current_setting('landlord.schema') and c.relname = 'documents'
      and r.rolname = current_setting('landlord.role')
  ), false)
union all
select 'Nobody but the operator and the tenant is granted anything in the schema.',
  not exists (
    select from pg_namespace n, aclexplode(n.nspacl) grants
    where n.nspname = current_setting('landlord.schema') and grants.grantee <> n.nspowner
      and grants.grantee <> coalesce((select oid from pg_roles where rolname = current_setting('landlord.role')), 0)
  ) and not exists (
    select from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) grants
    where n.nspname = current_setting('landlord.schema') and grants.grantee <> c.relowner
      and grants.grantee <> coalesce((select oid from pg_roles where rolname = current_setting('landlord.role')), 0)
  );
