-- pool: one table shared by every tenant of the mode, one policy per tenant bound to its role.

-- landlord: up
do $$
declare
  shared text := current_setting('landlord.schema');
  tenant_role text := current_setting('landlord.role');
  tenant text := current_setting('landlord.tenant');
  wanted text := format('(tenant_id = %L::text)', tenant);
begin
  if not exists (select from pg_namespace where nspname = shared) then
    execute format('create schema %I', shared);
    execute format('comment on schema %I is %L', shared, 'landlord pool');
  elsif (select obj_description(oid, 'pg_namespace') from pg_namespace where nspname = shared) is distinct from 'landlord pool' then
    raise exception 'The schema % exists and was not made by Landlord.', shared using errcode = 'duplicate_schema';
  end if;
  execute format(
    'create table if not exists %I.documents (
       tenant_id text not null,
       id uuid not null default gen_random_uuid(),
       title text not null default '''',
       body text not null default '''',
       created_at timestamptz not null default now(),
       primary key (tenant_id, id))', shared);
  -- ALTER TABLE locks out every tenant of the pool, so only where something is to be altered.
  if not (select relrowsecurity and relforcerowsecurity from pg_class where oid = format('%I.documents', shared)::regclass) then
    execute format('alter table %I.documents enable row level security', shared);
    execute format('alter table %I.documents force row level security', shared);
  end if;
  -- FORCE binds the owner too: an operator who is no superuser needs a policy to clean up after a probe.
  if not exists (select from pg_policies where schemaname = shared and tablename = 'documents' and policyname = 'landlord_operator') then
    execute format('create policy landlord_operator on %I.documents to current_user using (true) with check (true)', shared);
  end if;
  -- Bound to the role, never to a setting that a session may change.
  if not exists (
    select from pg_policies where schemaname = shared and tablename = 'documents' and policyname = tenant_role
      and roles = array[tenant_role]::name[] and qual = wanted and with_check = wanted
      and permissive = 'PERMISSIVE' and cmd = 'ALL'
  ) then
    execute format('drop policy if exists %I on %I.documents', tenant_role, shared);
    execute format('create policy %I on %I.documents to %I using (tenant_id = %L) with check (tenant_id = %L)',
      tenant_role, shared, tenant_role, tenant, tenant);
  end if;
  execute format('grant usage on schema %I to %I', shared, tenant_role);
  execute format('grant select, insert, update, delete on %I.documents to %I', shared, tenant_role);
end $$;

-- landlord: down
do $$
declare
  shared text := current_setting('landlord.schema');
  tenant_role text := current_setting('landlord.role');
begin
  if to_regclass(format('%I.documents', shared)) is null then
    return;
  end if;
  execute format('delete from %I.documents where tenant_id = %L', shared, current_setting('landlord.tenant'));
  execute format('drop policy if exists %I on %I.documents', tenant_role, shared);
  if exists (select from pg_roles where rolname = tenant_role) then
    execute format('revoke all on %I.documents from %I', shared, tenant_role);
    execute format('revoke all on schema %I from %I', shared, tenant_role);
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
select 'The tenant does not own the shared table and holds only select, insert, update and delete on it.',
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
select 'Nothing in the pool is granted to PUBLIC.',
  not exists (
    select from pg_class c join pg_namespace n on n.oid = c.relnamespace, aclexplode(c.relacl) grants
    where n.nspname = current_setting('landlord.schema') and grants.grantee = 0
  );
