-- The tenant's own login role. It is born without login and without password; `landlord configure` opens it.

-- landlord: up
do $$
declare
  tenant_role text := current_setting('landlord.role');
  mark text := 'landlord tenant ' || current_setting('landlord.tenant');
  found_role record;
begin
  select oid, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication as mighty
    into found_role from pg_roles where rolname = tenant_role;
  if not found then
    execute format('create role %I nologin noinherit connection limit 50', tenant_role);
    execute format('comment on role %I is %L', tenant_role, mark);
  elsif shobj_description(found_role.oid, 'pg_authid') is distinct from mark then
    raise exception 'The role % exists and was not made by Landlord for this tenant.', tenant_role
      using errcode = 'duplicate_object';
  elsif found_role.mighty then
    raise exception 'The role % has attributes that no tenant may have.', tenant_role
      using errcode = 'invalid_role_specification';
  end if;
  execute format('alter role %I set statement_timeout = %L', tenant_role, current_setting('landlord.statement_timeout'));
  execute format('alter role %I set idle_in_transaction_session_timeout = %L', tenant_role, '60s');
  execute format('alter role %I set search_path = %I, extensions', tenant_role, current_setting('landlord.schema'));
  execute format('grant connect on database %I to %I', current_database(), tenant_role);
  execute format('grant usage on schema extensions to %I', tenant_role);
end $$;

-- landlord: down
do $$
declare
  tenant_role text := current_setting('landlord.role');
  mark text := 'landlord tenant ' || current_setting('landlord.tenant');
begin
  if not exists (
    select from pg_roles where rolname = tenant_role and shobj_description(oid, 'pg_authid') = mark
  ) then
    return;
  end if;
  execute format('alter role %I nologin', tenant_role);
  -- DROP OWNED wants the privileges of the role, which an operator who is no superuser takes for this one moment.
  if not (select rolsuper from pg_roles where rolname = current_user) then
    if current_setting('server_version_num')::int >= 160000 then
      execute format('grant %I to current_user with inherit true, set true', tenant_role);
    else
      execute format('grant %I to current_user', tenant_role);
    end if;
  end if;
  perform pg_terminate_backend(pid) from pg_stat_activity where usename = tenant_role;
  execute format('drop owned by %I', tenant_role);
  execute format('drop role %I', tenant_role);
end $$;

-- landlord: verify
select 'The tenant has a role of its own, made by Landlord.' as expects,
  exists (
    select from pg_roles where rolname = current_setting('landlord.role')
      and shobj_description(oid, 'pg_authid') = 'landlord tenant ' || current_setting('landlord.tenant')
  ) as holds
union all
select 'The role is no superuser, bypasses no row-level security and creates neither roles nor databases.',
  exists (
    select from pg_roles where rolname = current_setting('landlord.role')
      and not (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)
  )
union all
select 'The role is a member of no other role.',
  not exists (
    select from pg_auth_members m join pg_roles r on r.oid = m.member
    where r.rolname = current_setting('landlord.role')
  )
union all
select 'Statements of the role end after a time limit.',
  exists (
    select from pg_db_role_setting s join pg_roles r on r.oid = s.setrole, unnest(s.setconfig) setting
    where r.rolname = current_setting('landlord.role') and setting like 'statement_timeout=%' and setting <> 'statement_timeout=0'
  );
