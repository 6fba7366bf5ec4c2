import type { Migration } from './migration.ts'

export const decisions: Migration = {
  name: 'decisions',
  sql: `
  create table decisions (
    id bigint generated always as identity primary key,
    owner text not null,
    repo text not null,
    pull integer,
    head_sha text,
    kind text not null check (kind in ('decided', 'withdrawn', 'break-glass')),
    at timestamptz not null default now(),
    data jsonb not null
  );
  create index decisions_head on decisions (owner, repo, pull, head_sha, id desc);
  create index decisions_blobs on decisions using gin ((data -> 'blobs') jsonb_path_ops) where kind = 'decided';

  -- What was decided stays as it was: a later line may say otherwise.
  create function refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception '% only grows: % is refused', tg_table_name, lower(tg_op)
        using errcode = 'insufficient_privilege';
    end $$;
  create trigger decisions_grow before update or delete on decisions
    for each row execute function refuse_change();
  create trigger decisions_stay before truncate on decisions
    for each statement execute function refuse_change();

  -- Merges from here on need a decision. Estates that are known already have pull requests that turned green
  -- before decisions were kept: those are looked at again once.
  alter table estates add column decisions_since timestamptz not null default now();
  alter table estates add column reviews_due boolean not null default true;
  alter table estates alter column reviews_due set default false;
  -- The commit up to which the default branch was looked at; null: what it holds then is taken as it is.
  alter table estates add column main_seen text;

  -- What is pushed to the default branch has no pull request.
  alter table operations alter column pull drop not null;`,
}
