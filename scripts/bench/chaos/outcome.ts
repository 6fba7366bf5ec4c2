import type { Octokit } from '@octokit/rest'
import pg from 'pg'
import { verifyChain } from '../../../src/audit/verify.ts'
import type { Registry } from '../../../src/registry/registry.ts'
import type { Decision } from '../../../src/review/decision.ts'
import { organization as owner, repository as repo } from '../../../src/sandbox/people.ts'
import type { Ledger } from './runner.ts'

/**
 * All that has to be the same after a calm day and a bad one, by the names of tenants and pull requests: numbers, ids,
 * commits and moments differ from run to run.
 */
export type Outcome = Readonly<{
  tenants: Readonly<Record<string, TenantEnd>>
  pulls: Readonly<Record<string, PullEnd>>
}>

type TenantEnd = Readonly<{
  operations: readonly Readonly<{ kind: string; state: string; blob: string | undefined }>[]
  /** What the runner ran, in order. */
  runs: readonly string[]
  /** Of the file that stands. */
  stands: string | undefined
}>

type PullEnd = Readonly<{
  state: 'merged' | 'closed' | 'open'
  /** Landlord's check on the head. */
  check: string
  /** Landlord's comments, by marker, and how often each is there. */
  comments: Readonly<Record<string, number>>
  /** What was in force for the head when it was merged. */
  decision: DecisionEnd | undefined
}>

type DecisionEnd = Pick<Decision, 'outcome' | 'rulesDigest' | 'inputDigest' | 'blobs' | 'restored'> &
  Readonly<{ seats: readonly Readonly<{ seat: string; needed: number; filledBy: readonly string[] }>[] }>

const estate = { owner, repo, installation: 0 }

type Sources = Readonly<{ registry: Registry; databaseUrl: string; pat: Octokit; ledger: Ledger }>

export async function loadOutcome({ registry, databaseUrl, pat, ledger }: Sources): Promise<Outcome> {
  const deployed = new Map((await registry.deployed(estate)).map(({ tenant, blob }) => [tenant, blob]))
  const decisions = await loadDecisions(databaseUrl)
  const tenantsByOperation = new Map(ledger.runs.map(({ operation, tenant }) => [operation, tenant]))
  const said = async ({
    number,
    sha,
    givenUp,
  }: Readonly<{ number: number; sha: string; givenUp: boolean }>) => {
    const comments = await loadComments(pat, number, tenantsByOperation)
    // Whether a review or the closing came first is of no matter: nobody waits for either. Twice would still be too often.
    if (givenUp)
      return {
        check: 'given up',
        comments: Object.fromEntries(Object.entries(comments).filter(([, times]) => times > 1)),
      }
    return { check: await loadCheck(pat, sha), comments }
  }
  const pulls: [string, PullEnd][] = []
  const pages = pat.paginate.iterator(pat.pulls.list, { owner, repo, state: 'all', per_page: 100 })
  for await (const { data } of pages)
    for (const { number, head, state, merged_at: mergedAt } of data)
      pulls.push([
        nameOf(head.ref),
        {
          state: mergedAt === null ? (state as 'open' | 'closed') : 'merged',
          ...(await said({ number, sha: head.sha, givenUp: state === 'closed' && mergedAt === null })),
          decision: mergedAt === null ? undefined : decisions.get(head.sha),
        },
      ])
  const names = new Set([...ledger.runs.map(({ tenant }) => tenant), ...deployed.keys()])
  const tenants: [string, TenantEnd][] = []
  for (const tenant of [...names].sort()) {
    const operations = (await registry.operationsOfTenant(estate, tenant)).toReversed()
    const runs = ledger.runs.flatMap((run) => (run.tenant === tenant ? [run.action] : []))
    tenants.push([
      tenant,
      {
        operations: operations.map(({ kind, state, blob }) => ({ kind, state, blob })),
        runs,
        stands: deployed.get(tenant),
      },
    ])
  }
  return { tenants: Object.fromEntries(tenants), pulls: Object.fromEntries(pulls) }
}

/** A branch of Landlord's own carries the last characters of an operation's id. */
const nameOf = (branch: string): string => branch.replace(/^(landlord\/.*)-[a-z0-9]{8}$/, '$1')

async function loadCheck(pat: Octokit, ref: string): Promise<string> {
  const about = { owner, repo, ref, check_name: 'landlord', filter: 'latest' } as const
  const [run] = (await pat.checks.listForRef(about)).data.check_runs
  return run === undefined ? 'none' : `${run.conclusion ?? run.status}: ${run.output.title ?? ''}`
}

async function loadComments(
  pat: Octokit,
  number: number,
  tenants: ReadonlyMap<string, string>,
): Promise<Readonly<Record<string, number>>> {
  const { data } = await pat.issues.listComments({ owner, repo, issue_number: number, per_page: 100 })
  const markers = data
    .filter(({ user }) => user?.type === 'Bot')
    .map(({ body = '' }) => /^<!-- landlord:(.+?) -->/.exec(body)?.[1] ?? 'another')
    .map((marker) => marker.replace(/op_\w+/, (operation) => tenants.get(operation) ?? operation))
  return Object.fromEntries(
    Object.entries(Object.groupBy(markers, (marker) => marker))
      .map(([marker, all = []]) => [marker, all.length] as const)
      .sort(),
  )
}

/** The last line on each head, where that is a decision. */
async function loadDecisions(databaseUrl: string): Promise<ReadonlyMap<string, DecisionEnd>> {
  const client = new pg.Client(databaseUrl)
  await client.connect()
  try {
    const { rows } = await client.query<{ kind: string; data: Decision }>(
      `select distinct on (head_sha) kind, data from decisions where head_sha is not null order by head_sha, id desc`,
    )
    return new Map(
      rows.flatMap(({ kind, data }) => (kind === 'decided' ? [[data.headSha, endOf(data)] as const] : [])),
    )
  } finally {
    await client.end()
  }
}

const endOf = ({ outcome, rulesDigest, inputDigest, blobs, restored, seats }: Decision): DecisionEnd => ({
  ...{ outcome, rulesDigest, inputDigest, blobs, restored },
  seats: seats.map(({ seat, needed, filledBy }) => ({
    ...{ seat, needed },
    filledBy: filledBy.map(({ login }) => login).sort(),
  })),
})

/** What must hold whatever the day was like; empty = all of it does. */
export async function loadFlaws({ registry, ledger }: Sources, outcome: Outcome): Promise<readonly string[]> {
  const [entries, checkpoints] = await Promise.all([
    registry.auditEntries(estate),
    registry.auditCheckpoints(estate),
  ])
  const chain = verifyChain(entries, { estate: `${owner}/${repo}`, checkpoints, keys: undefined })
  return [
    ...('says' in chain ? [`The audit chain is broken: ${chain.says}.`] : []),
    ...(entries.length === 0 ? ['The audit chain is empty.'] : []),
    ...[...ledger.overlapped].map((tenant) => `Two runs worked on ${tenant} at the same time.`),
    ...Object.entries(outcome.tenants).flatMap(([tenant, { runs }]) => {
      const applied = runs.filter((action) => action === 'apply').length
      return applied === 1 ? [] : [`${tenant} was applied ${applied} times.`]
    }),
    ...Object.entries(outcome.pulls).flatMap(([pull, { check, comments, state, decision }]) => [
      ...Object.entries(comments).flatMap(([marker, count]) =>
        count === 1 ? [] : [`${pull} has the comment "${marker}" ${count} times.`],
      ),
      ...(/^(none|queued|in_progress)/.test(check) ? [`The check of ${pull} was left at "${check}".`] : []),
      ...(state === 'merged' && decision === undefined ? [`${pull} was merged without a decision.`] : []),
    ]),
  ]
}

/** Where two days differ, in words; empty = they ended the same. */
export function compareOutcomes(calm: Outcome, bad: Outcome): readonly string[] {
  return (['tenants', 'pulls'] as const).flatMap((what) => {
    const names = new Set([...Object.keys(calm[what]), ...Object.keys(bad[what])])
    return [...names].sort().flatMap((name) => {
      const [one, other] = [calm, bad].map((day) => JSON.stringify(day[what][name] ?? 'not there'))
      return one === other
        ? []
        : [`${name}: calm ${one ?? ''}\n${' '.repeat(name.length)}   bad ${other ?? ''}`]
    })
  })
}
