import type { Migration } from './migration.ts'

export const looks: Migration = {
  name: 'looks',
  sql: `
  -- What all processes together look at once in a while, and when one of them last began to.
  create table looks (
    name text primary key,
    taken_at timestamptz not null,
    -- Up to where it has been looked at, where that matters.
    seen_until timestamptz
  );

  -- Merges that were taken up: they need not be found again.
  create table merges_taken (
    owner text not null,
    repo text not null,
    pull integer not null,
    sha text not null,
    taken_at timestamptz not null default now(),
    primary key (owner, repo, pull, sha)
  );`,
}
