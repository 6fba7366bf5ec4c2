-- Who sees which row of one table (landlord.table): the tenant its own, the operator all, nobody else any. The same for a
-- table of the tenant's own and for a shared one.

-- landlord: up
do $$
declare
  place text := current_setting('landlord.schema');
  guarded text := current_setting('landlord.table');
  tenant_role text := current_setting('landlord.role');
  tenant text := current_setting('landlord.tenant');
  wanted text := format('(tenant_id = %L::text)', tenant);
begin
  -- ALTER TABLE locks out every tenant of a pool, so only where something is to be altered.
  if not (select relrowsecurity and relforcerowsecurity from pg_class where oid = format('%I.%I', place, guarded)::regclass) then
    execute format('alter table %I.%I enable row level security', place, guarded);
    execute format('alter table %I.%I force row level security', place, guarded);
  end if;
  -- FORCE binds the owner too: an operator who is no superuser needs a policy to clean up after a probe.
  if not exists (select from pg_policies where schemaname = place and tablename = guarded and policyname = 'landlord_operator') then
    execute format('create policy landlord_operator on %I.%I to current_user using (true) with check (true)', place, guarded);
  end if;
  -- Bound to the role, never to a setting that a session may change.
  if not exists (
    select from pg_policies where schemaname = place and tablename = guarded and policyname = tenant_role
      and roles = array[tenant_role]::name[] and qual = wanted and with_check = wanted
      and permissive = 'PERMISSIVE' and cmd = 'ALL'
  ) then
    execute format('drop policy if exists %I on %I.%I', tenant_role, place, guarded);
    execute format('create policy %I on %I.%I to %I using (tenant_id = %L) with check (tenant_id = %L)',
      tenant_role, place, guarded, tenant_role, tenant, tenant);
  end if;
  execute format('grant select, insert, update, delete on %I.%I to %I', place, guarded, tenant_role);
end $$;

-- landlord: down
do $$
declare
  place text := current_setting('landlord.schema');
  guarded text := current_setting('landlord.table');
  tenant_role text := current_setting('landlord.role');
begin
  -- A table of the tenant's own goes with its schema, if the schema is Landlord's.
  if current_setting('landlord.isolation') <> 'pool' or to_regclass(format('%I.%I', place, guarded)) is null then
    return;
  end if;
  execute format('delete from %I.%I where tenant_id = %L', place, guarded, current_setting('landlord.tenant'));
  execute format('drop policy if exists %I on %I.%I', tenant_role, place, guarded);
  if exists (select from pg_roles where rolname = tenant_role) then
    execute format('revoke all on %I.%I from %I', place, guarded, tenant_role);
  end if;
end $$;

-- landlord: verify
select format('Row-level security is enabled and forced on %s.', current_setting('landlord.table')) as expects,
  coalesce((
    select c.relrowsecurity and c.relforcerowsecurity from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = current_setting('landlord.schema') and c.relname = current_setting('landlord.table')
  ), false) as holds
union all
select format('One policy on %s binds the tenant''s role to the tenant''s rows, reading and writing.', current_setting('landlord.table')),
  exists (
    select from pg_policies where schemaname = current_setting('landlord.schema') and tablename = current_setting('landlord.table')
      and roles = array[current_setting('landlord.role')]::name[] and permissive = 'PERMISSIVE' and cmd = 'ALL'
      and qual = format('(tenant_id = %L::text)', current_setting('landlord.tenant')) and with_check = qual
  )
union all
select format('No other policy on %s is open to the tenant.', current_setting('landlord.table')),
  not exists (
    select from pg_policies where schemaname = current_setting('landlord.schema') and tablename = current_setting('landlord.table')
      and permissive = 'PERMISSIVE' and policyname <> current_setting('landlord.role')
      and roles && array['public', current_setting('landlord.role')]::name[]
  )
union all
select format('The tenant does not own %s and holds only select, insert, update and delete on it.', current_setting('landlord.table')),
  coalesce((
    select c.relowner <> r.oid and (
        select array_agg(grants.privilege_type::text order by grants.privilege_type::text)
        from aclexplode(c.relacl) grants where grants.grantee = r.oid
      ) = array['DELETE', 'INSERT', 'SELECT', 'UPDATE']
    from pg_class c join pg_namespace n on n.oid = c.relnamespace, pg_roles r
    where n.nspname = current_setting('landlord.schema') and c.relname = current_setting('landlord.table')
      and r.rolname = current_setting('landlord.role')
  ), false);
