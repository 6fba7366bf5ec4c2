import { describe, expect, test } from '@jest/globals'
import { parseWorkflow } from '../../../src/sandbox/actions/parse-workflow.ts'
import { isTriggeredBy, parseDispatchInputs, typeInputs } from '../../../src/sandbox/actions/triggers.ts'
import type { Workflow } from '../../../src/sandbox/actions/workflow.ts'
import { openStage } from './scene.ts'

function parse(source: string): Workflow {
  const parsed = parseWorkflow('w.yml', source)
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems))
  return parsed.workflow
}

const job = 'jobs: {a: {runs-on: ubuntu-latest, steps: [{run: echo}]}}'

describe('what the runner would not do is refused, with its place', () => {
  test.each([
    ['broken YAML', 'on: [push\njobs: {}', 2, 'end with a ].'],
    ['a key given twice', `on: push\non: push\n${job}`, 2, 'unique'],
    ['no jobs', 'on: push\njobs: {}', 2, 'jobs must NOT have fewer than 1 properties'],
    [
      'services',
      'on: push\njobs:\n  a:\n    runs-on: x\n    services: {}\n    steps: [{run: x}]',
      5,
      '`services` in jobs.a is not something',
    ],
    [
      'a matrix',
      'on: push\njobs:\n  a:\n    runs-on: x\n    strategy: {matrix: {}}\n    steps: [{run: x}]',
      5,
      '`strategy` in jobs.a',
    ],
    ['a reusable workflow', 'on: push\njobs:\n  a:\n    uses: ./x.yml', 4, '`uses` in jobs.a'],
    ['an unknown event', `on: {pushh: {}}\n${job}`, 1, '`pushh` in on'],
    [
      'Windows',
      'on: push\njobs: {a: {runs-on: windows-latest, steps: [{run: x}]}}',
      2,
      'not on windows-latest',
    ],
    [
      'a need that is not there',
      'on: push\njobs: {a: {runs-on: x, needs: b, steps: [{run: x}]}}',
      2,
      'needs the job b',
    ],
    [
      'a circle of needs',
      'on: push\njobs:\n  a: {runs-on: x, needs: b, steps: [{run: x}]}\n  b: {runs-on: x, needs: a, steps: [{run: x}]}',
      3,
      'needs itself',
    ],
    [
      'run and uses at once',
      'on: push\njobs: {a: {runs-on: x, steps: [{run: x, uses: y}]}}',
      2,
      'either `run` or `uses`',
    ],
    [
      'one id twice',
      'on: push\njobs: {a: {runs-on: x, steps: [{id: s, run: x}, {id: S, run: x}]}}',
      2,
      'used twice',
    ],
    ['a list', '- on', 1, 'must be object'],
    ['nothing', '', 1, 'must be object'],
  ])('%s', (_, source, line, says) => {
    const parsed = parseWorkflow('w.yml', source)
    const problems = 'problems' in parsed ? parsed.problems : []
    expect(problems.map((problem) => [problem.line, problem.says])).toContainEqual([
      line,
      expect.stringContaining(says),
    ])
  })

  test('and the run says so in its log', async () => {
    const stage = await openStage()
    const told = stage.run(
      'on: push\njobs:\n  a:\n    runs-on: x\n    container: alpine\n    steps: [{run: x}]',
    )
    expect(await told.conclusion).toBe('failure')
    expect(told.log()).toEqual([
      "##[error].github/workflows/provision.yml:5:16: `container` in jobs.a is not something the sandbox's runner can execute.",
    ])
    await stage.close()
  })
})

describe('events', () => {
  const on = (text: string) => parse(`on: ${text}\n${job}`)
  const main = 'refs/heads/main'
  test.each([
    ['push', { name: 'push', ref: main }, true],
    ['[push, pull_request]', { name: 'pull_request', action: 'opened', ref: main }, true],
    ['pull_request', { name: 'pull_request', action: 'labeled', ref: main }, false],
    ['{pull_request: {types: [labeled]}}', { name: 'pull_request', action: 'labeled', ref: main }, true],
    ['pull_request', { name: 'push', ref: main }, false],
    ['{push: {branches: [main]}}', { name: 'push', ref: 'refs/heads/side' }, false],
    ['{push: {branches: ["release/**"]}}', { name: 'push', ref: 'refs/heads/release/1/x' }, true],
    ['{push: {branches: ["release/*"]}}', { name: 'push', ref: 'refs/heads/release/1/x' }, false],
    ['{push: {branches: ["**", "!main"]}}', { name: 'push', ref: main }, false],
    ['{push: {branches-ignore: [main]}}', { name: 'push', ref: main }, false],
    ['{push: {branches: [main]}}', { name: 'push', ref: 'refs/tags/v1' }, false],
    ['{push: {tags: ["v*"]}}', { name: 'push', ref: 'refs/tags/v1' }, true],
    ['{push: {paths: ["tenants/**"]}}', { name: 'push', ref: main, paths: ['tenants/a.yaml'] }, true],
    ['{push: {paths: ["tenants/*.yaml"]}}', { name: 'push', ref: main, paths: ['README.md'] }, false],
    ['{push: {paths-ignore: ["docs/**"]}}', { name: 'push', ref: main, paths: ['docs/a.md'] }, false],
    ['{push: {paths-ignore: ["docs/**"]}}', { name: 'push', ref: main, paths: ['docs/a.md', 'x'] }, true],
  ])('on: %s with %j: %s', (text, event, expected) => {
    expect(isTriggeredBy(on(text), event)).toBe(expected)
  })
})

describe('inputs of a dispatch', () => {
  const workflow = parse(`on:
  workflow_dispatch:
    inputs:
      tenant: {required: true}
      action: {type: choice, options: [apply, rollback], default: apply}
      dry: {type: boolean}
      count: {type: number, default: 3}
${job}`)

  test('defaults are filled in, and typed for the inputs context', () => {
    const checked = parseDispatchInputs(workflow, { tenant: 'acme' })
    expect(checked).toEqual({ inputs: { tenant: 'acme', action: 'apply', dry: 'false', count: '3' } })
    if ('inputs' in checked)
      expect(typeInputs(workflow, checked.inputs)).toEqual({
        tenant: 'acme',
        action: 'apply',
        dry: false,
        count: 3,
      })
  })

  test.each([
    [{}, "Required input 'tenant' not provided"],
    [{ tenant: 'a', sha: 'x' }, 'Unexpected inputs provided: ["sha"]'],
    [
      { tenant: 'a', action: 'destroy' },
      "Provided value 'destroy' for input 'action' is not in the list of allowed values: apply, rollback",
    ],
    [{ tenant: 'a', dry: 'yes' }, "Provided value 'yes' for input 'dry' is not a boolean"],
    [{ tenant: 'a', count: 'many' }, "Provided value 'many' for input 'count' is not a number"],
  ])('%j: %s', (inputs, problem) => {
    expect(parseDispatchInputs(workflow, inputs as Record<string, string>)).toEqual({ problems: [problem] })
  })
})

describe('the title of a run', () => {
  const source = (name: string) =>
    `name: Provision\n${name}\non: {push: {}, workflow_dispatch: {inputs: {operation: {}}}}\n${job}`
  test.each([
    [
      'its run-name',
      'run-name: landlord ${{ inputs.operation }} by ${{ github.actor }}',
      { inputs: { operation: 'op_1' } },
      'landlord op_1 by ria',
    ],
    ['the name of the workflow', '', {}, 'Provision'],
    [
      'the commit message of a push',
      '',
      { event: { name: 'push', payload: { head_commit: { message: 'feat: x\n\nwhy' } } } },
      'feat: x',
    ],
  ])('is %s', async (_, name, request, title) => {
    const stage = await openStage()
    const told = stage.run(source(name), request)
    expect(told.title()).toBe(title)
    expect(await told.conclusion).toBe('success')
    await stage.close()
  })
})
