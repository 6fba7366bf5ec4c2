import type { Migration } from './migration.ts'

export const namesOfEstates: Migration = {
  name: 'names of estates',
  sql: `
  -- GitHub's number of the repository, which it keeps when it is renamed or transferred; null: not heard yet.
  alter table estates add column repository bigint;
  create unique index estates_repository on estates (repository) where repository is not null;
  -- Why nothing is done for it until somebody has looked; null: nothing is in the way.
  alter table estates add column displaced text;

  create table former_names (
    owner text not null,
    repo text not null,
    now_owner text not null,
    now_repo text not null,
    primary key (owner, repo)
  );

  -- As before, but for a move: then nothing but the name may differ.
  create or replace function refuse_change() returns trigger language plpgsql as $$
    begin
      if tg_op = 'UPDATE' and current_setting('landlord.moving', true) = 'on' then
        if to_jsonb(old) - 'owner' - 'repo' = to_jsonb(new) - 'owner' - 'repo' then
          return new;
        end if;
      end if;
      raise exception '% only grows: % is refused', tg_table_name, lower(tg_op)
        using errcode = 'insufficient_privilege';
    end $$;

  -- Everything kept of one name goes to another, under which nothing may be kept. False = somebody was first, or something is.
  -- Done with the owner's rights: whoever only serves may change nothing else of what only grows.
  create function move_estate(from_owner text, from_repo text, to_owner text, to_repo text) returns boolean
    language plpgsql security definer as $$
  declare
    named text[];
    place text;
    held boolean;
  begin
    perform pg_advisory_xact_lock(hashtext('landlord estates'));
    -- As whoever adds to its chain does: who comes later finds the former name, and starts again.
    perform pg_advisory_xact_lock(hashtext('landlord audit'), hashtext(from_owner || '/' || from_repo));
    perform 1 from estates where owner = from_owner and repo = from_repo for update;
    if not found then
      return false;
    end if;
    select array_agg(c.relname::text order by c.relname) into named from pg_class c
      where c.relnamespace = (select relnamespace from pg_class where oid = 'estates'::regclass)
        and c.relkind = 'r' and c.relname <> 'former_names'
        and (select count(*) from pg_attribute where attrelid = c.oid and attname in ('owner', 'repo') and not attisdropped) = 2;
    foreach place in array named loop
      execute format('select exists (select from %I where owner = $1 and repo = $2)', place) into held using to_owner, to_repo;
      if held then
        return false;
      end if;
    end loop;
    perform set_config('landlord.moving', 'on', true);
    foreach place in array named loop
      execute format('update %I set owner = $3, repo = $4 where owner = $1 and repo = $2', place)
        using from_owner, from_repo, to_owner, to_repo;
    end loop;
    perform set_config('landlord.moving', '', true);
    update estates set displaced = null where owner = to_owner and repo = to_repo;
    delete from former_names where owner = to_owner and repo = to_repo;
    update former_names set now_owner = to_owner, now_repo = to_repo where now_owner = from_owner and now_repo = from_repo;
    insert into former_names values (from_owner, from_repo, to_owner, to_repo);
    return true;
  end $$;
  -- No table of the caller's own may stand in for one of these.
  do $$ begin
    execute format('alter function move_estate set search_path = %I, pg_temp', current_schema());
  end $$;
  revoke execute on function move_estate from public;`,
}
