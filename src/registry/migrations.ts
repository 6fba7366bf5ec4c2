/** Forward only: a released migration never changes, a later one mends it. Its place in the list is its number. */
export const migrations: readonly Readonly<{ name: string; sql: string }>[] = [
  {
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
  },
  {
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
  },
  {
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
  },
  {
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
  },
  {
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
  },
  {
    name: 'asking and telling',
    sql: `
      -- Seats of open pull requests that wait for somebody, and which steps were taken about it.
      create table open_seats (
        owner text not null,
        repo text not null,
        pull integer not null,
        seat text not null,
        since timestamptz(3) not null,
        taken text[] not null default '{}',
        primary key (owner, repo, pull, seat)
      );
      -- One comment each; without told_at it may or may not be there, and is looked for by its id.
      create table seat_steps (
        id bigint generated always as identity primary key,
        owner text not null,
        repo text not null,
        pull integer not null,
        steps jsonb not null,
        taken_at timestamptz not null,
        told_at timestamptz
      );
      create index seat_steps_untold on seat_steps (owner, repo) where told_at is null;
      create table asked_reviewers (
        owner text not null,
        repo text not null,
        pull integer not null,
        who text not null,
        asked_at timestamptz not null default now(),
        primary key (owner, repo, pull, who)
      );

      create table notices (
        id bigint generated always as identity primary key,
        owner text not null,
        repo text not null,
        -- What was kept under a key is never told again.
        key text not null,
        data jsonb not null,
        settled text[] not null default '{}',
        tries integer not null default 0,
        -- Null: nothing is left to do.
        next_try timestamptz default now(),
        kept_at timestamptz not null default now(),
        unique (owner, repo, key)
      );
      create index notices_due on notices (next_try) where next_try is not null;`,
  },
  {
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
  },
  {
    name: 'limits, leases',
    sql: `
      -- What all processes together spent of GitHub's limits lately. Nobody needs it after a power cut.
      create unlogged table github_spending (
        who text not null,
        bucket text not null,
        at timestamptz not null,
        cost integer not null
      );
      create index github_spending_bucket on github_spending (who, bucket, at);
      create unlogged table github_pauses (who text primary key, until timestamptz not null);

      -- Pays everything, or nothing; milliseconds to wait, 0 = paid. One after the other for each installation.
      create function take_github_budget(payer text, buckets text[], costs integer[], mosts integer[], spans integer[])
        returns integer language plpgsql as $$
      declare
        moment timestamptz;
        free_at timestamptz;
        later timestamptz;
      begin
        perform pg_advisory_xact_lock(hashtextextended('github ' || payer, 0));
        moment := clock_timestamp();
        free_at := moment;
        select until into later from github_pauses where who = payer;
        free_at := greatest(free_at, later);
        for one in 1 .. array_length(buckets, 1) loop
          -- The newest payment that must be out of the window before this one fits in.
          select max(at) + make_interval(secs => spans[one]) into later from (
            select at, sum(cost) over (order by at desc rows unbounded preceding) as newer from github_spending
            where who = payer and bucket = buckets[one] and at > moment - make_interval(secs => spans[one])
          ) spent where newer > mosts[one] - costs[one];
          free_at := greatest(free_at, later);
        end loop;
        if free_at > moment then
          return ceil(extract(epoch from free_at - moment) * 1000);
        end if;
        insert into github_spending select payer, bucket, moment, cost from unnest(buckets, costs) as paid (bucket, cost);
        return 0;
      end $$;

      -- Who acts for a tenant. The token only grows: whoever lost the lease is known by the older one.
      create table leases (
        name text primary key,
        holder text not null,
        token bigint not null,
        expires_at timestamptz not null
      );
      create sequence lease_tokens;`,
  },
  {
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
  },
  {
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
  },
]
