import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { withClient } from '../../src/database/connect.ts'
import type { OperationState } from '../../src/provisioning/operation.ts'
import { openRegistry, type Registry } from '../../src/registry/registry.ts'
import { within } from '../../src/sandbox/tour/within.ts'
import { onPath } from '../moto.ts'
import { aSandbox, skipLoudly, type Watched } from './a-sandbox.ts'
import { attackKit } from './attack-kit.ts'

const hasTerraform = (onPath('terraform') ?? onPath('tofu')) !== undefined
if (!hasTerraform) skipLoudly('the move of a tenant', 'neither terraform nor tofu is on PATH')

const patienceMs = 300_000
jest.setTimeout(patienceMs + 60_000)

const estate = { owner: 'acme', repo: 'estate', installation: 0 }
const fileOf = (id: string, region: string, ...lines: readonly string[]): string => `apiVersion: landlord/v1
id: ${id}
name: Lumen School
tier: bronze
region: ${region}
owner: esha@acme.example
businessUnit: education
costCenter: CC-3002
glCode: '6100-300'
budget: { amount: 200000, currency: INR, period: year }
isolation: bridge
data:
  classification: internal
contacts: { champion: esha@acme.example }
${lines.map((line) => `${line}\n`).join('')}`
const path = (id: string): string => `tenants/${id}.yaml`
const [old, young] = ['lumen-school', 'lumen-school-eu']
const held = 'lifecycle: {state: suspended, mode: readOnly}'

/** Two merges: both are made, then one takes the data of the other over. */
;(hasTerraform ? describe : describe.skip)('a tenant moves, in the whole of Landlord', () => {
  let watched: Watched
  let kit: ReturnType<typeof attackKit>
  let registry: Registry
  beforeAll(async () => {
    // What moves in AWS is tried at less cost in test/cli/copy and test/storage.
    watched = await aSandbox({ without: ['aws'] })
    kit = attackKit(watched)
    registry = await openRegistry(watched.sandbox.databaseUrl)
  })
  afterAll(async () => {
    await registry.close()
    await watched.close()
  })
  const platform = (statement: string) =>
    withClient({ url: watched.sandbox.platformUrl }, (client) => client.query(statement))
  const reaches = (id: string, state: OperationState, pull: number) =>
    within(patienceMs, `${id} to be ${state}`, async () => {
      const found = (await registry.operationsOfTenant(estate, id)).find((one) => one.pull === pull)
      if (found?.state === 'QUARANTINED' || found?.state === 'REVERT_PR')
        throw new Error(`${found.state}: ${found.reason ?? ''}\n${watched.log.slice(-40).join('\n')}`)
      return found?.state === state ? found : undefined
    })

  test('held still, filled, proven and active, with the seat that a move has', async () => {
    const made = await kit.attack('esha', 'make', [
      {
        as: 'esha',
        files: { [path(old)]: fileOf(old, 'ap-south-1'), [path(young)]: fileOf(young, 'eu-west-1') },
      },
    ])
    await kit.sees(made, /Waiting/)
    await kit.approve('carla', made)
    await kit.sees(made, /^(?!Waiting)/)
    await kit.merge('esha', made)
    await reaches(old, 'ACTIVE', made)
    await reaches(young, 'ACTIVE', made)
    await platform(
      `insert into tenant_lumen_school.documents (title) select 'lesson ' || n from generate_series(1, 30) n`,
    )

    const pull = await kit.attack('esha', 'move', [
      {
        as: 'esha',
        files: {
          [path(old)]: fileOf(old, 'ap-south-1', held),
          [path(young)]: fileOf(young, 'eu-west-1', `movedFrom: ${old}`),
        },
      },
    ])
    const { comment } = await kit.sees(pull, /Waiting/)
    expect(comment).toContain('copied from ap-south-1 to eu-west-1 and compared')
    expect(comment).toContain('Platform')
    for (const login of ['carla', 'pat']) await kit.approve(login, pull)
    await kit.sees(pull, /^(?!Waiting)/)
    expect(await kit.merge('esha', pull)).toEqual({ merged: true })
    await reaches(old, 'SUSPENDED', pull)
    const moved = await reaches(young, 'ACTIVE', pull)
    expect(moved.history.map(({ state }) => state)).toContain('COPYING')
    expect(moved.result?.copy).toMatchObject({ from: old, rows: 30, objects: 0 })
    expect((await platform('select from tenant_lumen_school_eu.documents')).rowCount).toBe(30)
    await kit.reads(pull, /\*\*Copied\*\* from `lumen-school`/)
  })
})
