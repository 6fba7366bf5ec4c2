import { describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

const workflows = join(import.meta.dirname, '../../.github/workflows')
const source = readFileSync(join(workflows, 'plan.yml'), 'utf8')
type Step = Readonly<{ name: string; run?: string; uses?: string; with?: Record<string, unknown> }>
const workflow = parse(source) as {
  on: unknown
  permissions: unknown
  env: Record<string, string>
  jobs: { plan: { if: string; environment: string; steps: readonly Step[] } }
}
const { plan } = workflow.jobs

describe('the workflow that shows a plan', () => {
  test('is the default branch’s own, whatever a pull request makes of it', () => {
    expect(workflow.on).toEqual({ pull_request_target: { paths: ['tenants/*.yaml'] } })
    const checkout = plan.steps.find(({ uses }) => uses?.startsWith('actions/checkout@'))
    expect(checkout?.with).toEqual({ 'fetch-depth': 0, 'persist-credentials': false })
  })

  test('reads of the pull request nothing but tenant files, and runs nothing of it', () => {
    const scripts = plan.steps.map(({ run = '' }) => run).join('\n')
    expect(scripts).not.toContain('${{')
    const uses = scripts.split('\n').filter((line) => line.includes('HEAD_SHA'))
    expect(uses.map((line) => line.trim())).toEqual([
      expect.stringMatching(/^changed=\$\(git diff --name-only .* -- ':\(glob\)tenants\/\*\.yaml'\)$/),
      'git show "$HEAD_SHA:$file" > "$file"',
    ])
  })

  test('looks only: no secret, the role that plans, and nothing for a fork', () => {
    expect(source).not.toContain('secrets.')
    expect(source.match(/vars\.LANDLORD_\w+_ROLE_ARN/g)).toEqual(['vars.LANDLORD_PLAN_ROLE_ARN'])
    expect(workflow.permissions).toEqual({ contents: 'read', 'id-token': 'write' })
    expect(plan.environment).toBe('landlord-plan')
    expect(plan.if).toContain('head.repo.full_name == github.repository')
  })

  test('uses the very actions that provisioning uses', () => {
    const used = (text: string) => new Set(text.match(/uses: \S+ # \S+/g))
    const others = used(readFileSync(join(workflows, 'provision.yml'), 'utf8'))
    for (const action of used(source)) expect([...others]).toContain(action)
  })
})
