import type { Migration } from './migration.ts'

export const rulesOfApprovals: Migration = {
  name: 'rules of approvals',
  sql: `
  -- By seat, what its rules meant when an approval was first seen.
  create table approved_rules (
    owner text not null,
    repo text not null,
    pull integer not null,
    review text not null,
    seats jsonb not null,
    seen_at timestamptz not null default now(),
    primary key (owner, repo, pull, review)
  );`,
}
