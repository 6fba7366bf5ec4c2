import type { PgBoss } from 'pg-boss'

/**
 * pg-boss notes every two seconds which keys are busy and passes them over until it has forgotten it again: an event
 * that comes while its pull request is evaluated would wait for seconds longer than that takes. A unique index keeps
 * one key from being active twice, and the group filter asks for busy keys at the moment of fetching; so the note,
 * which is only advice, is kept empty.
 */
export async function forgetBusyKeys(boss: PgBoss): Promise<void> {
  await boss.getDb().executeSql(`
    begin;
    select pg_advisory_xact_lock(hashtextextended('landlord busy keys', 0));
    create or replace function pgboss.landlord_forget_busy_keys() returns trigger language plpgsql as
      $$ begin new.singletons_active := null; return new; end $$;
    create or replace trigger landlord_forget_busy_keys before update of singletons_active on pgboss.queue
      for each row execute function pgboss.landlord_forget_busy_keys();
    update pgboss.queue set singletons_active = null where singletons_active is not null;
    commit`)
}
