import type { Migration } from './migration.ts'

export const claims: Migration = {
  name: 'claims',
  sql: `
  create sequence claim_places;
  create table claims (
    owner text not null,
    repo text not null,
    pull integer not null,
    head_sha text not null,
    -- Order of arrival among those that hold room; null: waits for some.
    place bigint,
    -- What it holds: tenants with their region and quotas.
    holdings jsonb not null,
    since timestamptz not null default now(),
    primary key (owner, repo, pull)
  );`,
}
