import type { Migration } from './migration.ts'

export const seenWithoutAnEvent: Migration = {
  name: 'seen without an event',
  sql: `
  create table redeliveries (guid text primary key, at timestamptz not null default now());
  create table pulls_seen (
    owner text not null,
    repo text not null,
    pull integer not null,
    -- Head and time of the last change, as GitHub lists them.
    stands text not null,
    primary key (owner, repo, pull)
  );`,
}
