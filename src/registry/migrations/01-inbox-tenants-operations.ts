import type { Migration } from './migration.ts'

export const inboxTenantsOperations: Migration = {
  name: 'inbox, tenants, operations',
  sql: `
  create table inbox (
    delivery text primary key,
    event text not null,
    payload jsonb not null,
    received_at timestamptz not null default now(),
    handled_at timestamptz
  );
  create index inbox_unhandled on inbox (received_at) where handled_at is null;

  create table estates (
    owner text not null,
    repo text not null,
    installation bigint not null,
    -- Merges up to here were seen; later ones are looked for.
    merges_seen_until timestamptz not null default now(),
    primary key (owner, repo)
  );

  create table tenants (
    owner text not null,
    repo text not null,
    tenant text not null,
    file text not null,
    sha text not null,
    blob text not null,
    source text not null,
    operation text not null,
    active_since timestamptz not null,
    primary key (owner, repo, tenant)
  );

  create table operations (
    id text primary key,
    -- Order of arrival: operations of one tenant go one after the other.
    seq bigint generated always as identity unique,
    owner text not null,
    repo text not null,
    tenant text not null,
    sha text not null,
    pull integer not null,
    revert_pull integer,
    state text not null,
    revision integer not null,
    next_look timestamptz not null default now(),
    data jsonb not null,
    -- What was last told on the pull request: SHA-256 of the words, and of which revision.
    reported_digest text,
    reported_revision integer,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique (owner, repo, tenant, sha)
  );
  create index operations_open on operations (next_look)
    where state not in ('ACTIVE', 'REVERTED', 'QUARANTINED') or reported_revision is distinct from revision;
  create index operations_pull on operations (owner, repo, pull);
  create index operations_revert on operations (owner, repo, revert_pull) where revert_pull is not null;

  create table operation_history (
    operation text not null references operations (id),
    place integer not null,
    state text not null,
    at timestamptz not null,
    reason text,
    primary key (operation, place)
  );`,
}
