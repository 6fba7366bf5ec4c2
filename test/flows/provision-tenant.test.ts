import { describe, expect, test } from '@jest/globals'
import Ajv from 'ajv/dist/2020.js'
import schema from '../../schemas/result.schema.json' with { type: 'json' }
import { configureTenant, keepSecret, type ConfigureIO } from '../../src/flows/provision-configure.ts'
import { reportRun, type Report, type RunStart } from '../../src/flows/provision-report.ts'
import { renderSummary } from '../../src/flows/provision-summary.ts'
import { planTenant } from '../../src/flows/plan-tenant.ts'
import { provisionTenant, type ProvisionIO, type Subject } from '../../src/flows/provision-tenant.ts'
import { destroyTenant, type DestroyIO } from '../../src/flows/provision-undo.ts'
import { runChecks, verifyTenant, type VerifyIO } from '../../src/flows/provision-verify.ts'
import { heldDigest, type ResourceChange } from '../../src/provisioning/resource-change.ts'
import type { RunResult } from '../../src/provisioning/result.ts'
import type { ReviewedPlan } from '../../src/provisioning/reviewed-plan.ts'
import { UserError } from '../../src/tenant/user-error.ts'
import { expectGolden } from '../golden.ts'

const start: RunStart = {
  operation: 'op_01jd3v8k2m4n6p8q0r2s',
  tenant: 'acme-retail',
  action: 'apply',
  sha: 'a'.repeat(40),
}
const validate = new Ajv.default().compile(schema)

/** Runs the work, keeps every result that was saved, and holds each to the schema. */
async function run(
  work: (report: Report) => ReturnType<typeof provisionTenant>,
  from: RunStart = start,
): Promise<Readonly<{ result: RunResult | undefined; saved: readonly RunResult[]; error: unknown }>> {
  const saved: RunResult[] = []
  let clock = Date.parse('2026-11-21T10:00:00Z')
  const io = {
    now: () => new Date((clock += 500)),
    say: () => undefined,
    save: (result: RunResult) => {
      saved.push(result)
      return Promise.resolve()
    },
  }
  const outcome = await reportRun(from, io, work).then(
    (result) => ({ result, error: undefined }),
    (error: unknown) => ({ result: undefined, error }),
  )
  for (const result of saved) {
    validate(JSON.parse(JSON.stringify(result)))
    expect(validate.errors).toBeNull()
  }
  return { ...outcome, saved }
}

const created: ResourceChange = { address: 'aws_s3_bucket.a', action: 'create' }
const fine: Subject = { refusals: [], notes: [] }
const anApply = (change: Partial<ProvisionIO> = {}): ProvisionIO => ({
  init: () => Promise.resolve({ done: true }),
  plan: () => Promise.resolve({ done: true, changes: [created] }),
  apply: () => Promise.resolve({ done: true, applied: [created] }),
  configure: () => Promise.resolve([]),
  ...change,
})
const untold = (outcome: 'failed' | 'error', applied: readonly ResourceChange[] = []) =>
  Promise.resolve({ done: false as const, outcome, reason: 'because', applied })

describe('applying a tenant', () => {
  test('goes through the phases in order and says what it created', async () => {
    const { result } = await run((report) => provisionTenant(fine, report, anApply()))
    expect(result).toMatchObject({
      outcome: 'succeeded',
      resources: { created: ['aws_s3_bucket.a'], changed: [], destroyed: [] },
    })
    expect(result?.phases.map(({ phase }) => phase)).toEqual(['init', 'plan', 'apply', 'configure'])
    expect(result).not.toHaveProperty('reason')
  })

  test.each<[string, Partial<ProvisionIO>, RunResult['outcome']]>([
    ['no provider can be had', { init: () => untold('error') }, 'error'],
    ['the state is locked', { plan: () => untold('error') }, 'error'],
    ['the apply fails half way', { apply: () => untold('failed', [created]) }, 'failed'],
  ])('when %s it ends there', async (_, change, outcome) => {
    const { result } = await run((report) => provisionTenant(fine, report, anApply(change)))
    expect(result).toMatchObject({ outcome, reason: 'because' })
    expect(result?.phases.at(-1)?.phase).toBe(Object.keys(change)[0])
  })

  test('a failed apply still says what it had created', async () => {
    const { result } = await run((report) =>
      provisionTenant(fine, report, anApply({ apply: () => untold('failed', [created]) })),
    )
    expect(result?.resources.created).toEqual(['aws_s3_bucket.a'])
  })

  test.each<ResourceChange>([
    { address: 'module.object_storage.aws_s3_bucket.tenant', action: 'replace' },
    { address: 'module.object_storage.aws_s3_bucket.tenant', action: 'delete' },
    { address: 'module.database.module.objects.terraform_data.undo', action: 'replace' },
  ])('a plan that would $action $address is never applied', async (loss) => {
    let applied = false
    const io = anApply({
      plan: () => Promise.resolve({ done: true, changes: [created, loss] }),
      apply: () => {
        applied = true
        return Promise.resolve({ done: true, applied: [] })
      },
    })
    const { result } = await run((report) => provisionTenant(fine, report, io))
    expect(result).toMatchObject({ outcome: 'failed' })
    expect(result?.reason).toContain(loss.address)
    expect(applied).toBe(false)
  })

  describe('held to the plan that was reviewed', () => {
    const role = { address: 'aws_iam_role.a', action: 'update' } as const
    const remade = {
      address: 'module.database.module.objects.terraform_data.made',
      action: 'replace',
    } as const
    const bucket = { address: 'aws_s3_bucket.a', action: 'replace' } as const
    const shown = (changes: readonly ResourceChange[]): ReviewedPlan => ({
      ...{ apiVersion: 'landlord/v1', kind: 'TenantPlan', tenant: start.tenant, file: 'f'.repeat(64) },
      ...{ sha: 'c'.repeat(40), madeAt: '2026-11-21T10:00:00.000Z', changes },
    })
    const apply = (now: readonly ResourceChange[], before: ReviewedPlan | undefined, mayLose?: string) =>
      run((report) =>
        provisionTenant(
          { ...fine, mayLose },
          report,
          anApply({
            plan: () => Promise.resolve({ done: true, changes: now }),
            reviewed: () => Promise.resolve(before),
          }),
        ),
      )

    test.each<[string, readonly ResourceChange[], ReviewedPlan | undefined, readonly ResourceChange[]]>([
      ['nobody had it planned', [created, role], undefined, []],
      ['it is the same', [role, created], shown([created, role]), []],
      ['it does less', [role], shown([created, role]), []],
      ['it also mends what is inside the database', [role, remade], shown([role]), []],
      ['it touches another address', [created, role], shown([created]), [role]],
      [
        'it does something else there',
        [{ ...role, action: 'replace' }],
        shown([role]),
        [{ ...role, action: 'replace' }],
      ],
      ['a loss was shown, and nobody said yes to it', [bucket], shown([bucket]), [bucket]],
    ])('%s', async (_, now, before, held) => {
      const { result } = await apply(now, before)
      expect(result?.held ?? []).toEqual(held)
      expect(result?.outcome).toBe(held.length === 0 ? 'succeeded' : 'failed')
      expect(result?.resources.created.length).toBe(held.length === 0 ? 1 : 0)
      expect(validate(result)).toBe(true)
    })

    test('it says which commit was reviewed, and a yes is to this very plan', async () => {
      const { result } = await apply([created, role], shown([created]))
      expect(result?.reason).toBe(
        'The plan that was reviewed at cccccccccccc did not show aws_iam_role.a. Nothing was touched.',
      )
      const yes = heldDigest([role])
      expect((await apply([created, role], shown([created]), yes)).result?.outcome).toBe('succeeded')
      const other = await apply([created, role, bucket], shown([created]), yes)
      expect(other.result).toMatchObject({ outcome: 'failed', held: [role, bucket] })
      expect(other.result?.reason).toContain('It is not what was agreed to.')
    })
  })

  test('a plan before the merge is kept, shown by address, and changes nothing', async () => {
    const kept: ResourceChange[] = []
    const { result } = await run(
      (report) =>
        planTenant(fine, report, {
          init: () => Promise.resolve({ done: true }),
          plan: () => Promise.resolve({ done: true, changes: [created] }),
          keep: (changes) => Promise.resolve(void kept.push(...changes)),
        }),
      { ...start, action: 'plan' },
    )
    expect(kept).toEqual([created])
    expect(result).toMatchObject({ action: 'plan', outcome: 'succeeded', plan: [created] })
    expect(validate(result)).toBe(true)
    const losing = { ...result!, plan: [created, { address: 'aws_kms_key.a', action: 'delete' } as const] }
    expectGolden('provisioning/summary-planned.md', renderSummary(losing))
  })

  test('a file with a denying finding touches nothing', async () => {
    const refusal = {
      rule: 'schema/type',
      severity: 'deny',
      file: 'tenants/acme-retail.yaml',
      line: 4,
      column: 2,
      pointer: '',
      says: 'The tier is unknown.',
      fix: '',
    } as const
    const { result } = await run((report) =>
      provisionTenant({ refusals: [refusal], notes: [] }, report, anApply()),
    )
    expect(result).toMatchObject({ outcome: 'failed', phases: [] })
    expect(result?.reason).toBe('tenants/acme-retail.yaml:4:2: The tier is unknown. Nothing was touched.')
  })

  test('until it has ended, what is on disk says that it was stopped', async () => {
    const { saved } = await run((report) => provisionTenant(fine, report, anApply()))
    for (const early of saved.slice(0, -1)) {
      expect(early).toMatchObject({ outcome: 'error', reason: 'The run was stopped before it ended.' })
    }
  })

  test.each([
    ['a UserError', new UserError('No database.', { fix: 'Start it.' }), 'No database. Start it.'],
    ['a bug', new Error('secret=hunter2'), 'Landlord itself went wrong; the log of the run has the details.'],
  ])('%s is written down and thrown on', async (_, thrown, reason) => {
    const { error, saved } = await run((report) =>
      provisionTenant(fine, report, anApply({ configure: () => Promise.reject(thrown) })),
    )
    expect(error).toBe(thrown)
    expect(saved.at(-1)).toMatchObject({ outcome: 'error', reason })
  })

  test('a later step adds to what an earlier one wrote', async () => {
    const first = await run((report) => provisionTenant(fine, report, anApply({ configure: undefined })))
    const second = await run(
      async (report) => {
        await report.phase('configure', () => Promise.resolve())
        report.note('said')
        return { outcome: 'succeeded' }
      },
      { ...start, previous: first.result },
    )
    expect(second.result?.phases.map(({ phase }) => phase)).toEqual(['init', 'plan', 'apply', 'configure'])
    expect(second.result).toMatchObject({ notes: ['said'], resources: { created: ['aws_s3_bucket.a'] } })
  })
})

describe('opening a login', () => {
  const login = { user: 'a', password: 'kept' }
  const scene = (kept: typeof login | undefined, works: boolean) => {
    const done: string[] = []
    return {
      done,
      io: {
        load: () => Promise.resolve(kept),
        save: () => Promise.resolve(void done.push('saved')),
        works: () => Promise.resolve(works),
        mint: () => ({ user: 'a', password: 'new' }),
        open: () => Promise.resolve(void done.push('opened')),
      },
    }
  }
  test.each([
    ['none is kept', undefined, false, ['saved', 'opened']],
    ['the kept one works', login, true, []],
    ['the kept one works no more', login, false, ['saved', 'opened']],
  ])('when %s', async (_, kept, works, wanted) => {
    const { io, done } = scene(kept, works)
    await keepSecret(io)
    expect(done).toEqual(wanted)
  })
})

describe('configuring a tenant', () => {
  const scene = (change: Partial<ConfigureIO> = {}) => {
    const done: string[] = []
    const io: ConfigureIO = {
      secrets: [() => Promise.resolve(void done.push('login')), () => Promise.resolve(void done.push('key'))],
      seed: () => Promise.resolve(done.push('seed') && 3),
      publish: () => Promise.resolve(done.push('publish') && 7),
      suspend: undefined,
      release: () => Promise.resolve(void done.push('release')),
      ...change,
    }
    return { io, done }
  }
  test('keeps the secrets, seeds, and publishes last, since that names the keys', async () => {
    const { io, done } = scene()
    const notes = await configureTenant(io)
    expect(done).toEqual(['release', 'login', 'key', 'seed', 'publish'])
    expect(notes).toEqual(['3 demo documents were written.', 'Configuration version 7 is published.'])
  })
  test('without a store nothing is minted, and that is said', async () => {
    const { io, done } = scene({ secrets: undefined, seed: undefined })
    expect((await configureTenant(io)).join()).toContain('no secret store')
    expect(done).toEqual(['release', 'publish'])
  })
  test('a secret that cannot be kept stops it before anything is published', async () => {
    const { io, done } = scene({ secrets: [() => Promise.reject(new Error('away'))] })
    await expect(configureTenant(io)).rejects.toThrow('away')
    expect(done).toEqual(['release'])
  })
  test('a suspended tenant is held back after its logins are kept and before that is published', async () => {
    const suspend = () => Promise.resolve((done.push('suspend'), ['It reads and does not write.']))
    const { io, done } = scene({ suspend, seed: undefined })
    expect(await configureTenant(io)).toContain('It reads and does not write.')
    expect(done).toEqual(['login', 'key', 'suspend', 'publish'])
  })
})

const aLook = (change: Partial<VerifyIO['observe']> = {}): VerifyIO => ({
  now: () => new Date(0),
  limitMs: 50,
  queryLatencyMs: 500,
  wordsOf: (error) => (error as Error).message,
  observe: {
    connectivity: () =>
      Promise.resolve({
        login: 'accepted',
        role: 'r',
        seenAs: 'r',
        encrypted: true,
        roundTrip: { done: true, ms: 1 },
      }),
    isolation: () =>
      Promise.resolve({
        attempts: [
          {
            name: 'set-role',
            control: { result: 'allowed', rows: 1 },
            attempt: { result: 'refused' },
          },
        ],
        structure: [],
      }),
    latency: () => Promise.resolve({ samples: Array.from({ length: 60 }, () => 3) }),
    vectors: () =>
      Promise.resolve({
        searched: true,
        method: 'exact',
        dimensions: 4,
        planted: 10,
        known: 20,
        recall: 1,
        samples: Array.from({ length: 20 }, () => 3),
      }),
    tokens: 'There are no tokens here.',
    metrics: 'There are no metrics here.',
    storage: 'AWS is off here.',
    tags: 'AWS is off here.',
    ...change,
  },
})

describe('verifying a tenant', () => {
  test('runs all eight, in their order, and says what is not here', async () => {
    const checks = await runChecks(aLook())
    expect(checks.map(({ check, outcome }) => `${check} ${outcome}`)).toEqual([
      'database-connectivity pass',
      'tenant-isolation pass',
      'vector-search pass',
      'jwt-authentication not-built',
      'query-latency pass',
      'object-storage not-built',
      'metrics-scraping not-built',
      'cost-tags not-built',
    ])
    expect(checks.find(({ check }) => check === 'object-storage')?.evidence.join()).toContain('AWS is off')
  })

  test.each<[string, Partial<VerifyIO['observe']>, RunResult['outcome'], string]>([
    [
      'a check that fails',
      { latency: () => Promise.resolve({ samples: Array.from({ length: 60 }, () => 900) }) },
      'failed',
      'query-latency',
    ],
    [
      'a look that throws',
      { isolation: () => Promise.reject(new Error('away')) },
      'error',
      'tenant-isolation',
    ],
    ['a look that never ends', { tags: () => new Promise(() => undefined) }, 'error', 'cost-tags'],
    [
      'a failing check beside one that could not look',
      {
        tags: () => Promise.reject(new Error('away')),
        latency: () => Promise.resolve({ samples: Array.from({ length: 60 }, () => 900) }),
      },
      'failed',
      'query-latency',
    ],
  ])('%s decides', async (_, change, outcome, named) => {
    const { result } = await run((report) => verifyTenant(report, aLook(change)))
    expect(result).toMatchObject({ outcome })
    expect(result?.reason).toContain(named)
    expect(result?.checks).toHaveLength(8)
  })

  test('more evidence than a result may hold: the broken first, the rest counted, and the result is trusted', async () => {
    const attempts = Array.from({ length: 300 }, () => ({
      name: 'set-role' as const,
      control: { result: 'allowed' as const, rows: 1 },
      attempt: { result: 'allowed' as const, rows: 1 },
    }))
    const isolation = () => Promise.resolve({ attempts, structure: [] })
    const { result } = await run((report) => verifyTenant(report, aLook({ isolation })))
    expect(validate(result)).toBe(true)
    const { evidence = [] } = result?.checks.find(({ check }) => check === 'tenant-isolation') ?? {}
    expect(evidence[0]).toMatch(/^Broken: /)
    expect(evidence.at(-1)).toMatch(/^… and \d+ more\.$/)
  })
})

describe('destroying a tenant that was never active', () => {
  const held = [{ address: 'aws_s3_bucket.a', arn: undefined, taggable: true }]
  const aDestroy = (change: Partial<DestroyIO> = {}): DestroyIO & { destroyed: () => boolean } => {
    let destroyed = false
    return {
      destroyed: () => destroyed,
      init: () => Promise.resolve({ done: true }),
      state: () => Promise.resolve({ resources: held, madeBy: start.operation }),
      countDocuments: () => Promise.resolve(0),
      sweepProbes: () => Promise.resolve(),
      planDestroy: () => Promise.resolve({ done: true, changes: [] }),
      apply: () => {
        destroyed = true
        return Promise.resolve({
          done: true,
          applied: [{ address: 'aws_s3_bucket.a', action: 'delete' }],
        })
      },
      findLeftovers: () => Promise.resolve([]),
      ...change,
    }
  }
  const undo = (io: DestroyIO) => run((report) => destroyTenant(start.operation, report, io))

  test('destroys what the operation made', async () => {
    const io = aDestroy()
    const { result } = await undo(io)
    expect(result).toMatchObject({
      outcome: 'succeeded',
      resources: { destroyed: ['aws_s3_bucket.a'] },
    })
    expect(io.destroyed()).toBe(true)
  })

  test.each<[string, Partial<DestroyIO>, string]>([
    [
      'another operation made the resources',
      { state: () => Promise.resolve({ resources: held, madeBy: 'op_another' }) },
      'op_another',
    ],
    ['the tenant holds documents', { countDocuments: () => Promise.resolve(3) }, '3 documents'],
  ])('refuses when %s', async (_, change, reason) => {
    const io = aDestroy(change)
    const { result } = await undo(io)
    expect(result).toMatchObject({ outcome: 'failed' })
    expect(result?.reason).toContain(reason)
    expect(io.destroyed()).toBe(false)
  })

  test('with nothing in the state there is nothing to do', async () => {
    const io = aDestroy({ state: () => Promise.resolve({ resources: [], madeBy: undefined }) })
    expect((await undo(io)).result).toMatchObject({ outcome: 'succeeded' })
    expect(io.destroyed()).toBe(false)
  })

  test('what is left all the same is a failure, whatever Terraform believes', async () => {
    const io = aDestroy({ findLeftovers: () => Promise.resolve(['the bucket a']) })
    expect((await undo(io)).result).toMatchObject({
      outcome: 'failed',
      reason: 'Not everything is gone: the bucket a.',
    })
  })

  test('a destroy that fails is tried once more, and the report says so', async () => {
    const refused = { done: false, outcome: 'failed', reason: 'BucketNotEmpty', applied: [] } as const
    const answers = [
      refused,
      { done: true, applied: [{ address: 'aws_s3_bucket.a', action: 'delete' }] },
    ] as const
    let tries = 0
    let swept = 0
    const { result } = await undo(
      aDestroy({
        apply: () => Promise.resolve(answers[tries++] ?? refused),
        sweepProbes: () => Promise.resolve(void (swept += 1)),
      }),
    )
    expect(result).toMatchObject({
      outcome: 'succeeded',
      resources: { destroyed: ['aws_s3_bucket.a'] },
      notes: ['Destroying failed once and was tried again: BucketNotEmpty'],
    })
    expect([tries, swept]).toEqual([2, 2])
  })

  test.each([
    ['failed', 2],
    ['error', 1],
  ] as const)('a destroy that ends as %s is tried %d times', async (outcome, times) => {
    let tries = 0
    const apply = () => {
      tries += 1
      return Promise.resolve({ done: false, outcome, reason: 'no', applied: [] } as const)
    }
    const { result } = await undo(aDestroy({ apply }))
    expect(result).toMatchObject({ outcome, reason: 'no' })
    expect(tries).toBe(times)
  })

  test('a destroy that fails half way names all that is left, and what could not be looked at', async () => {
    const half: Partial<DestroyIO> = {
      apply: () => Promise.resolve({ done: false, outcome: 'failed', reason: 'BucketNotEmpty', applied: [] }),
      findLeftovers: () => Promise.resolve(['the role in the database']),
    }
    const { result } = await undo(aDestroy(half))
    expect(result).toMatchObject({ outcome: 'failed', reason: 'BucketNotEmpty' })
    expect(result?.left).toEqual(['aws_s3_bucket.a', 'the role in the database'])
    expect(validate(result)).toBe(true)
    const away = { ...half, findLeftovers: () => Promise.reject(new Error('ECONNREFUSED')) }
    const unseen = await undo(aDestroy(away))
    expect(unseen.result?.left).toEqual(['aws_s3_bucket.a', 'something that could not be looked at'])
  })
})

test('the job summary of a run', async () => {
  const applied = await run((report) =>
    provisionTenant({ refusals: [], notes: ['AWS is off here.'] }, report, anApply()),
  )
  const slow = { latency: () => Promise.resolve({ samples: Array.from({ length: 60 }, () => 900) }) }
  const { result } = await run((report) => verifyTenant(report, aLook(slow)), {
    ...start,
    previous: applied.result,
  })
  expectGolden('provisioning/summary-failed.md', renderSummary(result!))
  expectGolden('provisioning/summary-applied.md', renderSummary(applied.result!))
})
