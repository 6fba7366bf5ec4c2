import type { Migration } from './migration.ts'

export const erasing: Migration = {
  name: 'erasing',
  sql: `
  -- As before, and but for an erasure: then a decision may name somebody otherwise. The chain stays as it is whatever is said.
  create or replace function refuse_change() returns trigger language plpgsql as $$
    begin
      if tg_op = 'UPDATE' and current_setting('landlord.moving', true) = 'on' then
        if to_jsonb(old) - 'owner' - 'repo' = to_jsonb(new) - 'owner' - 'repo' then
          return new;
        end if;
      end if;
      if tg_op = 'UPDATE' and tg_table_name = 'decisions' and current_setting('landlord.erasing', true) = 'on' then
        if to_jsonb(old) - 'data' = to_jsonb(new) - 'data' then
          return new;
        end if;
      end if;
      raise exception '% only grows: % is refused', tg_table_name, lower(tg_op)
        using errcode = 'insufficient_privilege';
    end $$;`,
}
