import type { Migration } from './migration.ts'

export const limitsLeases: Migration = {
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
}
