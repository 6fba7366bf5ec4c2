import type { Migration } from './migration.ts'

export const approvedAmounts: Migration = {
  name: 'approved amounts',
  sql: `
  create table approved_amounts (
    owner text not null,
    repo text not null,
    pull integer not null,
    -- Who, at which commit, when.
    review text not null,
    currency text not null,
    -- A month, in paisa or cents.
    minor bigint not null,
    unpriced integer not null,
    seen_at timestamptz not null default now(),
    primary key (owner, repo, pull, review)
  );`,
}
