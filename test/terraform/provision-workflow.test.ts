import { describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

const file = join(import.meta.dirname, '../../.github/workflows/provision.yml')
const source = readFileSync(file, 'utf8')
const policies = join(import.meta.dirname, '../../ops/aws')
type Policy = Readonly<{
  Statement: readonly Readonly<{ Sid: string; Action: string | string[]; Resource: string | string[] }>[]
}>
type Step = Readonly<{
  name: string
  run?: string
  uses?: string
  if?: string
  env?: Record<string, string>
  with?: Record<string, string>
}>
const workflow = parse(source) as {
  permissions: unknown
  concurrency: Record<string, unknown>
  jobs: { provision: { steps: readonly Step[]; 'timeout-minutes': string; environment: string } }
}
const { steps } = workflow.jobs.provision

describe('the workflow that provisions a tenant', () => {
  test('never pastes an expression into a shell', () => {
    for (const { name, run = '' } of steps) expect(`${name}: ${run}`).not.toContain('${{')
  })

  test('pins every action to a commit, with its version beside it', () => {
    const uses = source.split('\n').filter((line) => line.includes('uses:'))
    expect(uses).toHaveLength(5)
    for (const line of uses) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
  })

  test('may read the repository and mint an OIDC token, nothing else', () => {
    expect(workflow.permissions).toEqual({ contents: 'read', 'id-token': 'write' })
  })

  test('never runs twice on one tenant, and never cancels a run', () => {
    expect(workflow.concurrency).toEqual({
      group: 'landlord-${{ inputs.tenant }}',
      'cancel-in-progress': false,
    })
    // A tenant's data is copied in its own time.
    expect(workflow.jobs.provision['timeout-minutes']).toBe("${{ inputs.movesFrom != '' && 150 || 30 }}")
  })

  test('names the steps by which Landlord knows the phase, and uploads the result whatever happens', () => {
    const names = steps.map(({ name }) => name)
    expect(names.filter((name) => ['Apply', 'Configure', 'Verify', 'Roll back'].includes(name))).toHaveLength(
      4,
    )
    expect(steps.at(-1)).toMatchObject({
      if: '${{ always() }}',
      with: { name: 'result', path: 'result.json' },
    })
  })

  test('looks, applies and destroys each with a role of its own, in an environment of its own', () => {
    const role = steps.find(({ name }) => name === 'Assume the provisioning role')
    const chosen = String(role?.with?.['role-to-assume'])
    for (const kind of ['PLAN', 'APPLY', 'DESTROY'])
      expect(chosen).toContain(`vars.LANDLORD_${kind}_ROLE_ARN`)
    expect(workflow.jobs.provision.environment).toMatch(/'plan' .+'apply' .+'destroy'/)
    const allowed = (name: string): string => readFileSync(join(policies, `${name}.json`), 'utf8')
    const removes =
      /kms:ScheduleKeyDeletion|iam:DeleteRole"|secretsmanager:DeleteSecret|(elasticache|rds):Delete/
    expect(['plan', 'apply', 'destroy'].map((name) => removes.test(allowed(name)))).toEqual([
      false,
      false,
      true,
    ])
    expect(allowed('plan')).not.toMatch(/iam:(Create|Put|Update)|s3:PutBucket|kms:Create|secretsmanager:Put/)
    for (const name of ['plan', 'apply', 'destroy'])
      for (const { Sid, Action, Resource } of (JSON.parse(allowed(name)) as Policy).Statement) {
        expect([Action].flat().filter((action) => /^\*|:\*$/.test(action))).toEqual([])
        if (Resource === '*') expect(['Lists', 'MakeKeys']).toContain(Sid)
        if (!Sid.startsWith('ReadAndRemove') && [Action].flat().includes('s3:DeleteBucket'))
          expect([Resource].flat().every((arn) => /-probe-|-0-probe/.test(arn))).toBe(true)
      }
    expect(allowed('trust')).not.toContain('*')
  })

  test('gives database and cache to the steps that need them, and to no other', () => {
    const knowing = steps.filter(({ env }) => env !== undefined).map(({ name }) => name)
    expect(knowing).toEqual([
      'Apply',
      'Configure',
      'Copy',
      'Verify',
      'Roll back',
      'Inspect',
      'Export or purge',
    ])
    const secrets = Map.groupBy(source.match(/secrets\.\w+/g) ?? [], (name) => name)
    expect([...secrets].map(([name, uses]) => [name, uses.length])).toEqual([
      ['secrets.LANDLORD_PLATFORM_DATABASE_URL', 7],
      ['secrets.LANDLORD_PLATFORM_CACHE_URL', 7],
      ['secrets.LANDLORD_PLATFORM_VECTOR_KEY', 7],
      // Of the step Copy alone.
      ['secrets.LANDLORD_SOURCE_DATABASE_URL', 1],
      ['secrets.LANDLORD_SOURCE_CACHE_URL', 1],
      ['secrets.LANDLORD_SOURCE_VECTOR_KEY', 1],
    ])
  })
})
