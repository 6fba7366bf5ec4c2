import type { Migration } from './migration.ts'

export const askingAndTelling: Migration = {
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
}
