import type { Migration } from './migration.ts'

export const hangsOn: Migration = {
  name: 'hangs on',
  sql: `
  -- Open pull requests only, so a few hundred rows at most: no index.
  create table hangs_on (
    owner text not null,
    repo text not null,
    pull integer not null,
    -- Logins, and teams as org/team, lower case, in order.
    who text[] not null,
    primary key (owner, repo, pull)
  );`,
}
