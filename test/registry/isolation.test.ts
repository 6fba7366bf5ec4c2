import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Operation } from '../../src/provisioning/operation.ts'
import { openRegistry, type Registry } from '../../src/registry/registry.ts'
import type { EstateRef } from '../../src/tenant/estate-ref.ts'
import { freshDatabase } from '../embedded.ts'
import { anOperation, later } from '../operation-builders.ts'

/**
 * One registry serves every organisation that installs the App. What one estate is answered must not depend on what others do:
 * it is played once among others, whose tenants, pull requests and commits have the same names, and once alone.
 */
type Neighbourhood = Readonly<{ mine: EstateRef; others: readonly EstateRef[] }>

/** Names that run together when somebody joins them carelessly; each game has its own. */
const neighbourhood = (game: number): Neighbourhood => ({
  mine: { owner: `acme${game}`, repo: 'estate', installation: 1 },
  others: [
    { owner: `acme${game}`, repo: 'estate-2', installation: 1 },
    { owner: `acme${game}-estate`, repo: 'estate', installation: 2 },
    { owner: `rival${game}`, repo: 'estate', installation: 3 },
  ],
})
const othersCount = 3

let among: Registry
let alone: Registry
beforeAll(async () => {
  const urls = [await freshDatabase(), await freshDatabase()] as const
  ;[among, alone] = [await openRegistry(urls[0]), await openRegistry(urls[1])]
}, 60_000)
afterAll(async () => {
  await among.close()
  await alone.close()
})

const kept = [
  'tenants',
  'operations',
  'operation_history',
  'decisions',
  'claims',
  'audit',
  'audit_meanings',
  'audit_checkpoints',
  'approved_amounts',
  'approved_rules',
  'open_seats',
  'seat_steps',
  'asked_reviewers',
  'hangs_on',
  'estates',
  'notices',
  'tombstones',
] as const
const tenants = ['sunrise-health', 'bazaar-retail'] as const
const pulls = [1, 2] as const
const heads = ['a'.repeat(40), 'b'.repeat(40)] as const

type Step = Readonly<{ what: keyof typeof steps; tenant: string; pull: number; head: string; n: number }>

const operationOf = (estate: EstateRef, { tenant, pull, head }: Step): Operation =>
  anOperation({
    id: `op_${createHash('sha256').update(`${estate.owner}/${estate.repo} ${tenant} ${head}`).digest('hex').slice(0, 20)}`,
    ...{ estate, tenant, pull, sha: head, file: `tenants/${tenant}.yaml` },
  })

/** What an estate may do. */
const steps = {
  remember: (registry: Registry, estate: EstateRef) => registry.rememberEstates([estate]),
  create: (registry: Registry, estate: EstateRef, step: Step) =>
    registry.createOperation(operationOf(estate, step)),
  activate: async (registry: Registry, estate: EstateRef, step: Step) => {
    const from = await registry.operation(operationOf(estate, step).id)
    if (from?.state !== 'QUEUED') return
    const at = later(step.n).toISOString()
    const to: Operation = {
      ...from,
      state: 'ACTIVE',
      since: at,
      history: [...from.history, { state: 'ACTIVE', at }],
      revision: from.revision + 1,
    }
    await registry.saveTransition(from, to, `of: ${estate.owner}/${estate.repo}\n`)
  },
  decide: (registry: Registry, estate: EstateRef, { pull, head, tenant, n }: Step) =>
    registry.saveDecision(estate, {
      ...{
        outcome: 'approved',
        pull,
        author: 'ria',
        headSha: head,
        baseSha: head,
        inputDigest: `i${n}`,
        rulesDigest: 'r',
      },
      ...{
        seats: [],
        askedNobody: [],
        restored: [],
        landlord: '1',
        blobs: { [`tenants/${tenant}.yaml`]: String(n) },
      },
    }),
  withdraw: (registry: Registry, estate: EstateRef, { pull, head }: Step) =>
    registry.withdrawDecision(estate, { pull, headSha: head }, `of ${estate.repo}`),
  claim: (registry: Registry, estate: EstateRef, { pull, head }: Step) =>
    registry.saveClaim(estate, { pull, headSha: head, holdings: [], keepsPlace: false, seen: 1e9 }),
  release: (registry: Registry, estate: EstateRef, { pull, head, n }: Step) =>
    registry.releaseRoom(estate, pull, head, n % 2 === 0),
  amounts: (registry: Registry, estate: EstateRef, { pull, n }: Step) =>
    registry.saveApprovedAmounts(estate, pull, {
      [`review-${n % 2}`]: { monthly: { currency: 'INR', minor: BigInt(n) }, unpriced: n },
    } as never),
  seats: (registry: Registry, estate: EstateRef, { pull, n }: Step) =>
    registry.saveOpenSeats(estate, pull, {
      seats: n % 3 === 0 ? [] : ['CFO', `seat ${n % 3}`],
      at: later(n),
    }),
  asked: (registry: Registry, estate: EstateRef, { pull, n }: Step) =>
    registry.saveAskedReviewers(estate, pull, [`reviewer-${n % 3}`]),
  hangs: (registry: Registry, estate: EstateRef, { pull, n }: Step) =>
    registry.saveHangsOn(estate, pull, n % 3 === 0 ? [] : ['carla', `reviewer-${n % 3}`]),
  seen: async (registry: Registry, estate: EstateRef, { head }: Step) =>
    registry.saveMainSeen(estate, await registry.mainSeen(estate), head),
  forget: (registry: Registry, estate: EstateRef, { n }: Step) =>
    registry.erasePerson(estate, n % 2 === 0 ? 'ria' : 'nobody'),
  leave: (registry: Registry, estate: EstateRef) => registry.forgetEstate(estate),
  rules: (registry: Registry, estate: EstateRef, { pull, n }: Step) =>
    registry.saveApprovedRules(estate, pull, { [`review-${n % 2}`]: { CFO: `rules ${n}` } } as never),
  looked: (registry: Registry, estate: EstateRef, { pull, n }: Step) =>
    registry.savePullsSeen(estate, [{ number: pull, headSha: `h${n % 2}`, updatedAt: 'u' }]),
  taken: (registry: Registry, estate: EstateRef, { pull, head }: Step) =>
    registry.saveMergeTaken(estate, { pull, sha: head }),
  merges: (registry: Registry, estate: EstateRef, { n }: Step) =>
    registry.saveMergesSeen(estate, later(1e9 + n).toISOString()),
  anchor: (registry: Registry, estate: EstateRef, { n }: Step) =>
    registry.saveCheckpoint(estate, { size: n, estate: `${estate.owner}/${estate.repo}` } as never),
  notice: (registry: Registry, estate: EstateRef, { n }: Step) =>
    registry.saveNotices([{ estate, key: `k${n % 2}` } as never]),
  remind: async (registry: Registry, estate: EstateRef, { pull, n }: Step) => {
    const [seat] = (await registry.openSeats(estate)).filter((one) => one.pull === pull)
    if (seat === undefined) return
    const taken = { seat: seat.seat, since: seat.since, step: `remind-${n % 2}` }
    await registry.takeSteps(estate, pull, { steps: [taken] as never, at: later(n) })
  },
} as const

/** Everything an estate can ask, without what is random or counted for all: salts, ids, places in line. */
async function everything(registry: Registry, estate: EstateRef): Promise<unknown> {
  const each = async <Answer>(ask: (step: Step) => Promise<Answer>): Promise<readonly Answer[]> => {
    const answers: Answer[] = []
    for (const tenant of tenants)
      for (const pull of pulls)
        answers.push(await ask({ what: 'create', tenant, pull, head: heads[pull - 1] ?? '', n: 0 }))
    return answers
  }
  return {
    deployed: (await registry.deployed(estate)).map(({ activeSince: _, ...rest }) => rest),
    one: await each(({ tenant }) => registry.deployedTenant(estate, tenant)),
    inspections: await registry.inspectionsDue(estate, 0, 10),
    tombstones: await registry.tombstones(estate),
    ofPull: await each(({ pull }) => registry.operationsOf(estate, pull)),
    ofTenant: await each(({ tenant }) => registry.operationsOfTenant(estate, tenant)),
    before: await each((step) => registry.operationBefore(operationOf(estate, step).id)),
    toWake: await each(({ tenant }) => registry.operationsToWake(estate, tenant)),
    decided: await each(
      async ({ pull, head }) => (await registry.decidedFor(estate, { pull, headSha: head })) !== undefined,
    ),
    content: await each(({ tenant, pull }) =>
      registry.isDecided(estate, `tenants/${tenant}.yaml`, String(pull)),
    ),
    claims: (await registry.claims(estate)).map(({ place: _, ...rest }) => rest),
    waiting: await registry.waitingForRoom(estate),
    takers: await registry.roomTakers(estate),
    amounts: await each(({ pull }) => registry.approvedAmounts(estate, pull)),
    rules: await each(({ pull }) => registry.approvedRules(estate, pull)),
    seats: await registry.openSeats(estate),
    untold: await registry.untoldSteps(estate),
    asked: await each(({ pull }) => registry.askedReviewers(estate, pull)),
    // One installation may have several estates: whoever hears of a change to its people asks for all of them.
    hanging: (await registry.hangingOn(estate.installation, ['carla'])).filter(
      ({ estate: { owner, repo } }) => owner === estate.owner && repo === estate.repo,
    ),
    mainSeen: await registry.mainSeen(estate),
    audit: (await registry.auditEntries(estate)).map(({ seq, kind, tenant }) => ({ seq, kind, tenant })),
    auditSize: await registry.auditSize(estate),
    meanings: [...(await registry.auditMeanings(estate)).values()].toSorted(),
    checkpoints: await registry.auditCheckpoints(estate),
    named: await registry.namedIn(estate, 'ria'),
    moved: await each(({ pull }) =>
      registry.movedPulls(estate, [{ number: pull, headSha: 'h1', updatedAt: 'u' }]),
    ),
    untaken: await each(({ pull, head }) => registry.untakenMerges(estate, [{ pull, sha: head }])),
    isKnown: (await registry.decisionsSince(estate)) > later(0).toISOString(),
    // Where none was saved it is the moment of the first delivery.
    merges: (await registry.knownEstates())
      .filter((one) => one.estate.owner === estate.owner && one.estate.repo === estate.repo)
      .map(({ estate: known, mergesSeenUntil: until }) => [known, until > later(1e9).toISOString() && until]),
    place: await registry.whereIs(estate),
    news: (await registry.saveNotices([{ estate, key: 'k0' } as never])).length,
  }
}

/** What is not asked above, and why nothing of another estate can come of it. */
const notOfOne: Readonly<Record<string, readonly string[]>> = {
  'by an id that is random, or was given to whoever asks': [
    ...['saveNextLook', 'reportedDigest', 'saveReported', 'saveStepsTold', 'notice', 'saveSettled'],
    ...['saveDone', 'saveTry'],
  ],
  'the reconciler’s: of all estates, each handled as its own': [
    ...['openOperations', 'recentOperations', 'claimDue', 'claimNotices', 'forgetNotices', 'takeReviewsDue'],
  ],
  'of deliveries, which are nobody’s yet': [
    ...['recordDeliveries', 'markHandled', 'unhandledDeliveries', 'forgetDeliveries', 'claimRedelivery'],
  ],
  'of GitHub’s limits, by installation': ['take', 'pause', 'forgetSpending', 'spentOf'],
  'of leases and looks, by their name': ['takeLease', 'renewLease', 'endLease', 'takeLook', 'saveLook'],
  'counted for operators': [
    ...['migrated', 'operationsByState', 'driftedCount', 'unhandledCount', 'auditGuard', 'displacedCount'],
    ...['unanchoredSeconds'],
  ],
  'the operator’s': ['everyEstate', 'displacedEstates', 'close'],
  'tried between two estates in names.test.ts': ['moveEstate'],
  'a transition and a decision, whose statements it shares': ['saveBreakGlass'],
}

/** Notes which functions were called. */
const noting = (registry: Registry, called: Set<string>): Registry =>
  Object.fromEntries(
    Object.entries(registry).map(([name, ask]) => [
      name,
      (...given: never[]) => {
        called.add(name)
        return (ask as (...args: never[]) => unknown)(...given)
      },
    ]),
  ) as unknown as Registry

const step = fc.record({
  what: fc.constantFrom(...(Object.keys(steps) as (keyof typeof steps)[])),
  tenant: fc.constantFrom(...tenants),
  pull: fc.constantFrom(...pulls),
  head: fc.constantFrom(...heads),
  n: fc.integer({ min: 1, max: 6 }),
})
const played = fc.record({ step, by: fc.integer({ min: 0, max: othersCount }) })

test('whatever other estates do, and in whichever order, an estate is answered as if it were alone', async () => {
  let games = 0
  let crowded = 0
  const called = new Set<string>()
  const noted = noting(among, called)
  await fc.assert(
    fc.asyncProperty(fc.array(played, { minLength: 25, maxLength: 40 }), async (game) => {
      const { mine, others } = neighbourhood((games += 1))
      for (const { step: doing, by } of game) {
        const estate = others[by - 1] ?? mine
        await steps[doing.what](noted, estate, doing)
        if (estate === mine) await steps[doing.what](alone, mine, doing)
      }
      const [answered, expected] = [await everything(noted, mine), await everything(alone, mine)]
      expect(answered).toEqual(expected)
      for (const { owner, repo } of others)
        expect(JSON.stringify(answered, bigints)).not.toContain(`of: ${owner}/${repo}`)
      for (const other of others) if ((await among.auditSize(other)) > 0) crowded += 1
    }),
    { numRuns: 6 },
  )
  // Else nobody was there to be seen.
  expect(crowded).toBeGreaterThan(2)
  // Else a new function of the registry was not tried; each step is called by chance, so what the steps alone call counts as tried.
  const source = Object.values(steps).map(String).join()
  const reasons = new Set(Object.values(notOfOne).flat())
  const untried = Object.keys(among).filter(
    (name) => !called.has(name) && !source.includes(`registry.${name}(`) && !reasons.has(name),
  )
  expect(untried).toEqual([])
}, 120_000)

const bigints = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value)

/** Statements on an estate's rows that do not name it, and why that is right. */
const ofAll: readonly (readonly [part: string, why: string])[] = [
  ['from estates where displaced is not null and repo', 'counts for /metrics, of nobody in particular'],
  ['from operations me join operations other using (owner, repo, tenant)', 'joined within the estate'],
  ['where id = $1', 'an operation’s id is random and unique, and whoever holds it was given it'],
  ['from operations where ${where}', 'its callers name what they want; each is below or takes an id'],
  ['update operations set next_look = now()', 'the reconciler’s: wakes what is due, tells nobody of it'],
  ['where ctid = $1', 'a row that was found within the estate, in the same transaction'],
  ['into operation_history', 'of an operation, by its id'],
  ['group by state', 'counts for /metrics, of nobody in particular'],
  ['update notices set next_try = now()', 'the reconciler’s: tries what is due again'],
  ['delete from notices where kept_at', 'forgetting, for everybody alike'],
  ['update operations set state = $3', 'compare-and-set by id'],
]

test('every statement on an estate’s rows names the estate, or stands above with its reason', () => {
  const folder = join(import.meta.dirname, '../../src/registry')
  const tables = new RegExp(`\\b(?:from|into|update|join) (?:${kept.join('|')})\\b`)
  const statements = readdirSync(folder)
    .filter((file) => file.endsWith('.ts') && !file.startsWith('migration'))
    .flatMap((file) =>
      [
        ...readFileSync(join(folder, file), 'utf8').matchAll(
          /`(?:[^`\\]|\\.)*`|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g,
        ),
      ]
        .map(([text]) => text.replaceAll(/\s+/g, ' '))
        .filter((text) => tables.test(text))
        .map((text) => ({ file, text })),
    )
  expect(statements.length).toBeGreaterThan(30)
  const loose = statements.filter(
    ({ text }) => !/\bowner\b/.test(text) && !ofAll.some(([part]) => text.includes(part)),
  )
  expect(loose).toEqual([])
})
