import { UntagRoleCommand } from '@aws-sdk/client-iam'
import { GetBucketEncryptionCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { withClient } from '../../src/database/connect.ts'
import type { Operation, OperationState } from '../../src/provisioning/operation.ts'
import { openRegistry, type Registry } from '../../src/registry/registry.ts'
import { within } from '../../src/sandbox/tour/within.ts'
import type { Cloud } from '../../src/storage/cloud.ts'
import { observeKey, type KeySeen } from '../../src/storage/keys.ts'
import { parseDatabaseSecret } from '../../src/storage/login-secrets.ts'
import { loadSecret } from '../../src/storage/secrets.ts'
import { observeDenial } from '../../src/storage/suspend-role.ts'
import { layGround } from '../database/catalogue.ts'
import { onPath } from '../moto.ts'
import { aSandbox, skipLoudly, type Watched } from './a-sandbox.ts'
import { attackKit } from './attack-kit.ts'
import { everythingThere, operatorOf } from './left-behind.ts'
import { boundMs, overheadOf } from './overhead.ts'

const hasTerraform = (onPath('terraform') ?? onPath('tofu')) !== undefined
if (!hasTerraform) skipLoudly('the life of a tenant', 'neither terraform nor tofu is on PATH')

/** A machine that is asked for more than it has takes several times as long. */
const patienceMs = 300_000
jest.setTimeout(patienceMs + 60_000)

const estate = { owner: 'acme', repo: 'estate', installation: 0 }
const ref = { owner: 'acme', repo: 'estate' }
const id = 'lumen-school'
const path = `tenants/${id}.yaml`
const role = 'tenant_lumen_school'
const documents = 'tenant_lumen_school.documents'

/** A small tenant with a key of its own, so that there is something to lose. */
const file = ({
  tier = 'bronze',
  key = 'tenant',
  lifecycle = 'active',
} = {}): string => `apiVersion: landlord/v1
id: ${id}
name: Lumen School
tier: ${tier}
region: ap-south-1
owner: esha@acme.example
businessUnit: education
costCenter: CC-3002
glCode: '6100-300'
budget: { amount: 200000, currency: INR, period: year }
isolation: bridge
lifecycle: ${lifecycle}
data:
  classification: internal
  encryption: { atRest: true, inTransit: true, key: ${key} }
contacts: { champion: esha@acme.example }
`

/** One tenant from its first merge until nothing is left of it: one after the other, in one sandbox. */
;(hasTerraform ? describe : describe.skip)('the life of a tenant, in the whole of Landlord', () => {
  let watched: Watched
  let kit: ReturnType<typeof attackKit>
  let registry: Registry
  let cloud: Cloud | undefined
  let before: unknown

  beforeAll(async () => {
    watched = await aSandbox({ plans: true })
    kit = attackKit(watched)
    registry = await openRegistry(watched.sandbox.databaseUrl)
    cloud = operatorOf(watched.sandbox, 'ap-south-1')
    if (cloud === undefined) skipLoudly('what a life leaves in AWS', watched.sandbox.cloud.aws.says)
    await layGround(watched.sandbox.platformUrl, 'bridge')
    before = await everythingThere(watched.sandbox, cloud)
  })
  afterAll(async () => {
    cloud?.close()
    await registry.close()
    await watched.close()
  })

  const sql = (url: string, statement: string) => withClient({ url }, (client) => client.query(statement))
  const platform = (statement: string) => sql(watched.sandbox.platformUrl, statement)

  /** A pull request for the file as it is to be, decided by whom it takes, and merged. */
  const merge = async (branch: string, text: string | null, approvers: readonly string[] = []) => {
    const pull = await kit.attack('esha', branch, [{ as: 'esha', files: { [path]: text } }])
    for (const login of approvers) {
      await kit.sees(pull, /Waiting/)
      await kit.approve(login, pull)
    }
    const { conclusion, comment } = await kit.sees(pull, /^(?!Waiting)/)
    expect([conclusion, conclusion === 'success' ? '' : comment]).toEqual(['success', ''])
    expect(await kit.merge('esha', pull)).toEqual({ merged: true })
    return pull
  }
  const say = (login: string, pull: number, body: string) =>
    watched.client(login).issues.createComment({ ...ref, issue_number: pull, body })

  /** How the run that shows a plan ended; its words when it went wrong. */
  const planOf = async (head_sha: string) => {
    const { actions } = watched.client('pat')
    const { data } = await actions.listWorkflowRunsForRepo({ ...ref, head_sha, event: 'pull_request_target' })
    const [run] = data.workflow_runs
    if (run?.conclusion === 'failure')
      throw new Error(`${run.html_url}: ${watched.log.slice(-20).join('\n')}`)
    return run?.conclusion === 'success' ? run : undefined
  }

  /** The newest operation of the tenant once it is in one of these states; the run's words when it ends elsewhere. */
  const reaches = async (state: OperationState, isIt: (it: Operation) => boolean = () => true) => {
    const ends: readonly OperationState[] = [
      'QUARANTINED',
      'UNAUTHORISED',
      'REVERT_PR',
      'ACTIVE',
      'INSPECTED',
    ]
    return within(patienceMs, `${id} to be ${state}`, async () => {
      const operation = (await registry.operationsOfTenant(estate, id)).find(isIt)
      if (operation?.state === state) return operation
      if (operation !== undefined && ends.includes(operation.state))
        throw new Error(`${operation.state}: ${operation.reason ?? ''}`)
      return undefined
    })
  }
  const of = (pull: number) => (operation: Operation) => operation.pull === pull
  const issues = async (state: 'open' | 'closed') =>
    (await watched.client('pat').issues.listForRepo({ ...ref, state })).data.filter(
      (issue) => issue.pull_request === undefined,
    )
  const metrics = async (): Promise<string> =>
    (await fetch(new URL('/metrics', watched.sandbox.app.webhookUrl))).text()
  const drifted = async () => /^landlord_drifted_tenants (\d+)$/m.exec(await metrics())?.[1]

  /** The next of its life; pointless once an earlier one went wrong. */
  let goesWell = true
  const chapter = (title: string, tell: () => Promise<void>) =>
    test(title, async () => {
      if (!goesWell) throw new Error('An earlier chapter went wrong.')
      goesWell = false
      await tell().catch((error: unknown) => {
        process.stderr.write(
          `${watched.log
            .filter((line) => !line.includes('looked after'))
            .slice(-40)
            .join('\n')}\n`,
        )
        throw error
      })
      goesWell = true
    })

  chapter('onboarded, it is active', async () => {
    const pull = await merge('onboard', file())
    const { data } = await watched.client('pat').pulls.get({ ...ref, pull_number: pull })
    await within(patienceMs, 'its plan', () => planOf(data.head.sha))
    // One is enough here: each is a run of Terraform.
    watched.sandbox.github.world.setVariables('acme/estate', { LANDLORD_PLANS: 'off' })
    const operation = await reaches('ACTIVE', of(pull))
    const { before: until, after } = await overheadOf(operation, watched.client('pat'))
    process.stderr.write(`Landlord itself: ${until} ms before the run, ${after} ms after it.\n`)
    expect([until <= boundMs(), after <= boundMs()]).toEqual([true, true])
    const { result } = operation
    expect(result?.checks.filter(({ outcome }) => outcome === 'fail')).toEqual([])
    expect(result?.checks.length).toBe(8)
  })

  chapter(
    'what is bent behind its back is found by the next inspection, and told to the platform',
    async () => {
      await platform(`drop policy ${role} on ${documents}`)
      await cloud?.iam.send(
        new UntagRoleCommand({ RoleName: `landlord-tenant-${id}`, TagKeys: ['CostCenter'] }),
      )
      // A day goes by, and the app is started anew: what is due it looks at first.
      await watched.sandbox.app.kill()
      await sql(
        watched.sandbox.databaseUrl,
        `update operations set created_at = created_at - interval '25 hours', updated_at = updated_at - interval '25 hours'`,
      )
      await watched.sandbox.app.restart()
      const { result } = await reaches('INSPECTED', ({ kind }) => kind === 'inspect')
      expect(result).toMatchObject({ outcome: 'failed', action: 'inspect' })
      expect(result?.drift?.broken.join()).toMatch(/polic/i)
      const [issue, ...others] = await within(patienceMs, 'an issue', async () => {
        const found = await issues('open')
        return found.length > 0 ? found : undefined
      })
      expect(others).toEqual([])
      expect(issue?.title).toBe(`${id} is not as its file says`)
      expect(issue?.body).toContain('tenant-isolation')
      if (cloud !== undefined)
        expect(issue?.body).toContain('update `module.object_storage.aws_iam_role.tenant`')
      await within(patienceMs, 'the metric', async () => ((await drifted()) === '1' ? true : undefined))
    },
  )

  /** The change to silver, which also gives up the tenant's own key. */
  let change = 0
  let key: KeySeen | undefined
  chapter('a change whose plan would lose data touches nothing: it waits, and people are told', async () => {
    await platform(`insert into ${documents} (tenant_id, title) values ('${id}', 'kept')`)
    key = cloud && (await observeKey(cloud, `alias/landlord/${id}`))
    change = await merge('silver', file({ tier: 'silver', key: 'platform' }))
    if (cloud === undefined) {
      skipLoudly('a plan that loses a key', 'AWS is off here')
      return
    }
    const held = await reaches('UNAUTHORISED', of(change))
    expect(held.held).toEqual([{ address: 'module.object_storage.aws_kms_key.tenant[0]', action: 'delete' }])
    const report = await kit.reads(change, /the plan would lose data, and waits for a yes/)
    expect(report).toContain('authorise-destroy')
    expect([key?.state, (await observeKey(cloud, key?.arn ?? ''))?.state]).toEqual(['Enabled', 'Enabled'])
    expect(await issues('open')).toHaveLength(1)
  })

  chapter(
    'a seat of its own says yes: silver in place, the drift is mended, and its issue closes',
    async () => {
      if (cloud !== undefined) {
        const [held] = await registry.operationsOfTenant(estate, id)
        const wayBack = await within(patienceMs, 'the way back', async () => {
          const it = await registry.operation(held?.id ?? '')
          return it?.revertPull
        })
        await say('esha', change, '/landlord authorise-destroy')
        await kit.reads(change, /That is for members of/)
        await say('pat', change, '/landlord authorise-destroy')
        await within(patienceMs, 'the yes to count', async () =>
          (await registry.operation(held?.id ?? ''))?.state === 'UNAUTHORISED' ? undefined : true,
        )
        await reaches('ACTIVE', of(change))
        const { data } = await watched.client('pat').pulls.get({ ...ref, pull_number: wayBack })
        expect([data.state, data.merged]).toEqual(['closed', false])
        expect((await observeKey(cloud, key?.arn ?? ''))?.state).toBe('PendingDeletion')
        expect(await encryptionOf(cloud)).toBe('AES256')
      }
      const { result, mayLose } = await reaches('ACTIVE', of(change))
      expect(mayLose?.login).toBe(cloud && 'pat')
      const { created = [], destroyed = [] } = result?.resources ?? {}
      // But for the key and its name only what makes the policy anew is made anew; nothing that holds data is.
      const ofDatabase = expect.stringMatching(/^module\.database\..*terraform_data\.made$/)
      expect(created).toEqual([ofDatabase])
      expect(destroyed.filter((address) => !/aws_kms_(key|alias)/.test(address))).toEqual([ofDatabase])
      const kept = await platform(`select title from ${documents} where title = 'kept'`)
      expect(kept.rowCount).toBe(1)
      const tier = `select document->>'tier' as tier from landlord.configurations order by version desc limit 1`
      expect((await platform(tier)).rows).toEqual([{ tier: 'silver' }])
      await within(patienceMs, 'the issue to close', async () =>
        (await issues('open')).length === 0 ? true : undefined,
      )
      await within(patienceMs, 'the metric', async () => ((await drifted()) === '0' ? true : undefined))
    },
  )

  chapter('retired, it is exported and out of reach, and nothing of it is deleted', async () => {
    const secret = cloud && (await loadSecret(cloud, `landlord/${id}/database`, parseDatabaseSecret))
    await cloud?.s3.send(
      new PutObjectCommand({ Bucket: `landlord-${id}`, Key: 'lesson.txt', Body: 'a lesson' }),
    )
    const pull = await merge('retire', file({ tier: 'silver', key: 'platform', lifecycle: 'retired' }), [
      'pat',
    ])
    const { result } = await reaches('GRACE', of(pull))
    expect(result?.export).toMatchObject({ rows: 1 })
    expect((await platform(`select from ${documents}`)).rowCount).toBe(1)
    const login = await platform(`select rolcanlogin from pg_roles where rolname = '${role}'`)
    expect(login.rows).toEqual([{ rolcanlogin: false }])
    if (cloud === undefined || secret === undefined) return
    const { username: user, password } = secret
    const logIn = withClient({ url: watched.sandbox.platformUrl, user, password }, () => Promise.resolve())
    await expect(logIn).rejects.toThrow(/not permitted to log in|password authentication failed/)
    expect(await observeDenial(cloud, id)).toBe('everything')
  })

  chapter(
    'when grace is over and two said yes it is purged, and nothing is left of it anywhere',
    async () => {
      const [retired] = await registry.operationsOfTenant(estate, id)
      const pull = retired?.pull ?? 0
      // Grace goes by.
      await sql(
        watched.sandbox.databaseUrl,
        `update operations set data = jsonb_set(data, '{retirement,purgeAfter}', '"2026-01-01T00:00:00.000Z"') where id = '${retired?.id ?? ''}'`,
      )
      await say('esha', pull, '/landlord purge')
      await kit.reads(pull, /That is for members of/)
      await say('pat', pull, '/landlord purge')
      await kit.reads(pull, /1 so far/)
      await say('colin', pull, '/landlord purge')
      const { purgeResult, retirement } = await reaches('PURGED', of(pull))
      expect(retirement?.approvals.map(({ login }) => login)).toEqual(['pat', 'colin'])
      expect(await everythingThere(watched.sandbox, cloud)).toEqual(before)
      const report = await kit.reads(pull, /is gone/)
      for (const line of purgeResult?.evidence ?? []) expect(report).toContain(line.slice(0, 40))
      expect(purgeResult?.evidence?.length).toBeGreaterThan(1)
    },
  )

  chapter('its id stays taken', async () => {
    expect(await registry.tombstones(estate)).toEqual([id])
    expect(await registry.deployedTenant(estate, id)).toBeUndefined()
    const pull = await kit.attack('esha', 'again', [{ as: 'esha', files: { [path]: file() } }])
    const { conclusion, comment } = await kit.sees(pull, /Refused/)
    expect(conclusion).toBe('failure')
    expect(comment).toMatch(/purged/)
  })
})

async function encryptionOf({ s3 }: Cloud): Promise<string | undefined> {
  const found = await s3.send(new GetBucketEncryptionCommand({ Bucket: `landlord-${id}` }))
  const [rule] = found.ServerSideEncryptionConfiguration?.Rules ?? []
  return rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm
}
