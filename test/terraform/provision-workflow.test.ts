import { describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

const file = join(import.meta.dirname, '../../.github/workflows/provision.yml')
const source = readFileSync(file, 'utf8')
type Step = Readonly<{ name: string; run?: string; uses?: string; if?: string; env?: Record<string, string> }>
const workflow = parse(source) as {
  permissions: unknown
  concurrency: Record<string, unknown>
  jobs: { provision: { steps: readonly Step[]; 'timeout-minutes': number } }
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
    expect(workflow.jobs.provision['timeout-minutes']).toBeLessThanOrEqual(30)
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

  test('gives database and cache to the steps that need them, and to no other', () => {
    const knowing = steps.filter(({ env }) => env !== undefined).map(({ name }) => name)
    expect(knowing).toEqual(['Apply', 'Configure', 'Verify', 'Roll back', 'Inspect', 'Export or purge'])
    const secrets = Map.groupBy(source.match(/secrets\.\w+/g) ?? [], (name) => name)
    expect([...secrets].map(([name, uses]) => [name, uses.length])).toEqual([
      ['secrets.LANDLORD_PLATFORM_DATABASE_URL', 6],
      ['secrets.LANDLORD_PLATFORM_CACHE_URL', 6],
    ])
  })
})
