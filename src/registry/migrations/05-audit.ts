import type { Migration } from './migration.ts'

export const audit: Migration = {
  name: 'audit',
  sql: `
  create table audit (
    owner text not null,
    repo text not null,
    seq bigint not null,
    at text not null,
    kind text not null,
    tenant text,
    -- Canonical JSON, byte for byte what was hashed.
    body text not null,
    previous text not null,
    hash text not null,
    primary key (owner, repo, seq)
  );
  create index audit_tenant on audit (owner, repo, tenant, seq);
  create trigger audit_grows before update or delete on audit
    for each row execute function refuse_change();
  create trigger audit_stays before truncate on audit
    for each statement execute function refuse_change();

  -- Whom and what the digests in the chain mean. Rows may be erased; the chain verifies all the same.
  create table audit_meanings (
    owner text not null,
    repo text not null,
    digest text not null,
    kind text not null check (kind in ('person', 'words')),
    plain text not null,
    salt bytea not null,
    primary key (owner, repo, digest)
  );
  create unique index audit_people on audit_meanings (owner, repo, lower(plain)) where kind = 'person';

  create table audit_checkpoints (
    owner text not null,
    repo text not null,
    size bigint not null,
    data jsonb not null,
    made_at timestamptz not null default now(),
    anchored_at timestamptz,
    primary key (owner, repo, size)
  );`,
}
