import type { Migration } from './migration.ts'

export const afterActive: Migration = {
  name: 'after active',
  sql: `
  drop index operations_open;
  create index operations_open on operations (next_look)
    where state not in ('ACTIVE', 'SUSPENDED', 'REVERTED', 'QUARANTINED', 'PURGED', 'INSPECTED')
      or reported_revision is distinct from revision;

  -- One operation for what a commit brought; what stands is looked at as often as one likes.
  alter table operations drop constraint operations_owner_repo_tenant_sha_key;
  create unique index operations_once on operations (owner, repo, tenant, sha) where data->>'kind' <> 'inspect';

  -- Ids that nobody gets again.
  create table tombstones (
    owner text not null,
    repo text not null,
    tenant text not null,
    operation text not null,
    purged_at timestamptz not null,
    primary key (owner, repo, tenant)
  );`,
}
