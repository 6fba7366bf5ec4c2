import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { openStage, type Stage } from './scene.ts'

let stage: Stage
beforeAll(async () => (stage = await openStage({ env: { ESTATE: 'acme' }, path: ['/first/on/path'] })))
afterAll(() => stage.close())

/** A workflow with one job `a` of these steps. */
function steps(...lines: string[]): string {
  return `on: workflow_dispatch
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
${lines.map((line) => `      - ${line}`).join('\n')}
`
}

type Row = {
  says: string
  source: string
  log?: string[]
  never?: string[]
  end?: string
  secrets?: Record<string, string>
}

const rows: Row[] = [
  {
    says: 'a failing command fails its step, its job and its run',
    source: steps('run: false'),
    log: ['##[error]Process completed with exit code 1.'],
    end: 'failure',
  },
  {
    says: 'a step after a failure does not run',
    source: steps('run: false', 'run: echo after'),
    never: ['after'],
    end: 'failure',
  },
  {
    says: 'failure() runs after a failure only',
    source: steps('run: false', '{if: failure(), run: echo undo}'),
    log: ['undo'],
    end: 'failure',
  },
  {
    says: 'failure() is skipped when all went well',
    source: steps('run: true', '{if: failure(), run: echo undo}'),
    never: ['undo'],
  },
  {
    says: 'always() runs whatever happened',
    source: steps('run: false', '{if: always(), run: echo anyway}'),
    log: ['anyway'],
    end: 'failure',
  },
  {
    says: 'a condition without a status function also asks for success',
    source: steps('run: false', '{if: "1 == 1", run: echo sum}'),
    never: ['sum'],
    end: 'failure',
  },
  {
    says: 'a status word inside a string is not a status function',
    source: steps('run: false', "{if: \"'always()' != ''\", run: echo word}"),
    never: ['word'],
    end: 'failure',
  },
  {
    says: 'continue-on-error forgives, and outcome still tells',
    source: steps(
      '{id: s, continue-on-error: true, run: false}',
      'run: echo ${{ steps.s.outcome }} ${{ steps.s.conclusion }}',
    ),
    log: ['failure success'],
  },
  {
    says: 'text around an expression in a condition is refused',
    source: steps('{if: "${{ false }} || true", run: echo ran}'),
    log: [
      '##[error]The expression `${{ false }} || true` cannot be evaluated: text around ${{ }} makes a condition always true.',
    ],
    never: ['ran'],
    end: 'failure',
  },
  {
    says: 'an unknown context is an error, not an empty text',
    source: steps('run: echo ${{ matrix.x }}'),
    end: 'failure',
  },
  {
    says: 'a missing property is an empty text',
    source: steps('run: echo "[${{ github.event.nothing.here }}]"'),
    log: ['[]'],
  },
  {
    says: 'secrets cannot be asked for in a condition',
    source: steps('{if: "secrets.KEY != \'\'", run: echo ran}'),
    never: ['ran'],
    end: 'failure',
  },
  {
    says: 'a closing brace inside a string does not end an expression',
    source: steps("run: echo \"${{ format('{0} }}}}', 'x') }}\""),
    log: ['x }}'],
  },
  {
    says: 'GITHUB_OUTPUT reaches later steps, in one line or many',
    source: steps(
      '{id: s, run: \'printf "a=1\\nb<<END\\n2\\n3\\nEND\\n" >> "$GITHUB_OUTPUT"\'}',
      'run: echo "${{ steps.s.outputs.a }}-${{ steps.s.outputs.b }}"',
    ),
    log: ['1-2', '3'],
  },
  {
    says: 'GITHUB_ENV reaches later steps as a variable and as env context',
    source: steps('run: echo "WHO=ria" >> "$GITHUB_ENV"', 'run: echo "$WHO ${{ env.WHO }}"'),
    log: ['ria ria'],
  },
  {
    says: 'GITHUB_ENV may not set NODE_OPTIONS',
    source: steps('run: echo "NODE_OPTIONS=--require /x" >> "$GITHUB_ENV"'),
    log: ['##[error]A step may not set NODE_OPTIONS for the steps after it.'],
    end: 'failure',
  },
  {
    says: 'a broken output file fails the step',
    source: steps('run: echo "nonsense" >> "$GITHUB_OUTPUT"'),
    log: ["##[error]Invalid format 'nonsense'"],
    end: 'failure',
  },
  {
    says: 'GITHUB_PATH comes before all else',
    source: steps('run: echo /mine >> "$GITHUB_PATH"', 'run: echo "${PATH:0:20}"'),
    log: ['/mine:/first/on/path'],
  },
  {
    says: 'the nearest env wins: step, job, workflow',
    source: `on: push
env: {W: workflow, J: workflow, S: workflow}
jobs:
  a:
    runs-on: ubuntu-latest
    env: {J: job, S: job}
    steps: [{env: {S: step}, run: 'echo "$W $J $S"'}]`,
    log: ['workflow job step'],
  },
  { says: 'without shell a pipe hides a failure, as on GitHub', source: steps('run: false | true') },
  {
    says: 'shell: bash sees the failure inside a pipe',
    source: steps('{shell: bash, run: false | true}'),
    end: 'failure',
  },
  {
    says: 'defaults.run gives shell and folder; the step decides last',
    source: `on: push
defaults: {run: {shell: sh}}
jobs:
  a:
    runs-on: ubuntu-latest
    defaults: {run: {working-directory: sub}}
    steps:
      - {working-directory: ., run: mkdir sub}
      - run: echo "$(basename "$PWD") \${0##*/} \${BASH_VERSION:-no bash}"`,
    log: ['sub step-2.sh no bash'],
  },
  {
    says: 'a working directory that is missing is named',
    source: steps('{working-directory: nowhere, run: pwd}'),
    end: 'failure',
  },
  {
    says: 'an unknown shell is refused',
    source: steps('{shell: pwsh, run: x}'),
    log: ["##[error]The sandbox's runner knows the shells bash and sh, not 'pwsh'."],
    end: 'failure',
  },
  {
    says: 'an unknown action is refused with the ones that exist',
    source: steps('uses: acme/deploy@v1'),
    log: [
      "##[error]The sandbox's runner cannot run acme/deploy@v1. It knows: actions/checkout, actions/setup-node, actions/upload-artifact, actions/download-artifact, hashicorp/setup-terraform, aws-actions/configure-aws-credentials.",
    ],
    end: 'failure',
  },
  {
    says: 'an unknown input of an action is refused',
    source: steps('{uses: actions/checkout@v4, with: {lfs: true}}'),
    end: 'failure',
  },
  {
    says: 'commands become annotations of the log',
    source: steps('run: \'echo "::notice::All%0Agood"; echo "::error file=t.yaml,line=3::Bad: id"\''),
    log: ['##[notice]All', 'good', '##[error]t.yaml:3: Bad: id'],
  },
  {
    says: 'stop-commands lets a script print hostile text',
    source: steps(
      'run: \'echo "::stop-commands::pause"; echo "::error::no"; echo "::pause::"; echo "::error::yes"\'',
    ),
    log: ['::error::no', '##[error]yes'],
  },
  {
    says: 'old ways to set variables are refused',
    source: steps('run: \'echo "::set-output name=x::1"\''),
    log: ['##[error]The command set-output is disabled on GitHub; write to the file GITHUB_* instead.'],
  },
  {
    says: 'secrets are masked, also by line and in base64',
    source: steps(
      '{env: {KEY: "${{ secrets.KEY }}"}, run: \'echo "$KEY"; echo "$KEY" | tail -1; printf %s "$KEY" | base64\'}',
    ),
    secrets: { KEY: 'hush-hush\nsecond-line' },
    log: ['***'],
    never: ['hush-hush', 'second-line', Buffer.from('hush-hush\nsecond-line').toString('base64')],
  },
  {
    says: 'add-mask hides what comes after',
    source: steps('run: \'echo "::add-mask::p4ssw0rd"; echo now p4ssw0rd\''),
    log: ['now ***'],
  },
  {
    says: 'the token of the run is masked and not in the environment',
    source: steps('run: echo "${{ github.token }} ${{ secrets.GITHUB_TOKEN }} [${GITHUB_TOKEN:-}]"'),
    log: ['*** *** []'],
  },
  {
    says: 'steps see a small environment and ours, not the whole process',
    source: steps('run: echo "$ESTATE ${LANDLORD_TEST_SECRET:-hidden} $CI"'),
    log: ['acme hidden true'],
  },
  {
    says: 'a step summary is part of the log',
    source: steps('run: echo "# Eight of eight" >> "$GITHUB_STEP_SUMMARY"'),
    log: ['##[group]Step summary', '# Eight of eight'],
  },
  {
    says: 'a step that takes too long fails',
    source: steps('{timeout-minutes: 0.003, run: sleep 30}'),
    end: 'failure',
    log: ["##[error]The action 'Run sleep 30' has timed out after 0.003 minutes."],
  },
  {
    says: 'a job that takes too long is cancelled',
    source: `on: push
jobs:
  a: {runs-on: ubuntu-latest, timeout-minutes: 0.003, steps: [{run: sleep 30}, {if: always(), run: echo cleaned}]}`,
    end: 'cancelled',
    log: ['cleaned'],
  },
  {
    says: 'outputs and results reach the jobs that need them',
    source: `on: push
jobs:
  b: {runs-on: ubuntu-latest, needs: a, steps: [{run: 'echo "\${{ needs.a.outputs.x }} \${{ needs.a.result }}"'}]}
  a:
    runs-on: ubuntu-latest
    outputs: {x: '\${{ steps.s.outputs.x }}'}
    steps: [{id: s, run: 'echo x=forty >> "$GITHUB_OUTPUT"'}]`,
    log: ['forty success'],
  },
  {
    says: 'an output that holds a secret is dropped',
    source: `on: push
jobs:
  a: {runs-on: ubuntu-latest, outputs: {x: '\${{ secrets.KEY }}'}, steps: [{run: true}]}
  b: {runs-on: ubuntu-latest, needs: a, steps: [{run: 'echo "[\${{ needs.a.outputs.x }}]"'}]}`,
    secrets: { KEY: 'hush-hush' },
    log: ['[]', "##[warning]Skip output 'x' since it may contain secret."],
  },
  {
    says: 'a job after a failed one is skipped, unless it asks',
    source: `on: push
jobs:
  a: {runs-on: ubuntu-latest, steps: [{run: false}]}
  b: {runs-on: ubuntu-latest, needs: a, steps: [{run: echo b-ran}]}
  c: {runs-on: ubuntu-latest, needs: [a, b], if: failure(), steps: [{run: echo c-ran}]}
  d: {runs-on: ubuntu-latest, needs: b, if: always(), steps: [{run: 'echo d-ran \${{ needs.b.result }}'}]}`,
    log: ['c-ran', 'd-ran skipped'],
    never: ['b-ran'],
    end: 'failure',
  },
  {
    says: 'a run of which every job is skipped is skipped',
    source: `on: push
jobs:
  a: {runs-on: ubuntu-latest, if: "github.ref == 'refs/heads/other'", steps: [{run: echo ran}]}`,
    never: ['ran'],
    end: 'skipped',
  },
]

describe('steps and jobs', () => {
  test.each(rows)('$says', async ({ source, log = [], never = [], end = 'success', secrets = {} }) => {
    process.env.LANDLORD_TEST_SECRET = 'of this process'
    const told = stage.run(source, { secrets, event: { name: 'push', payload: {} } })
    const conclusion = await told.conclusion
    const lines = told.log()
    for (const line of log) expect(lines).toContain(line)
    for (const text of never) expect(outputOnly(lines).join('\n')).not.toContain(text)
    expect(conclusion).toBe(end)
  })

  test('every job ends with all its steps reported', async () => {
    const told = stage.run(
      steps(
        '{name: Apply, run: true}',
        '{name: "Verify ${{ github.actor }}", run: false}',
        '{name: Roll back, run: true}',
      ),
    )
    await told.conclusion
    const job = told.job('a')
    expect(job?.conclusion).toBe('failure')
    expect(job?.steps.map(({ number, name, conclusion }) => [number, name, conclusion])).toEqual([
      [1, 'Set up job', 'success'],
      [2, 'Apply', 'success'],
      [3, 'Verify ria', 'failure'],
      [4, 'Roll back', 'skipped'],
      [5, 'Complete job', 'success'],
    ])
  })

  test('a phase is seen while it runs', async () => {
    const told = stage.run(steps('{name: Apply, run: true}', '{name: Verify, run: true}'))
    await told.conclusion
    const seen = told.updates.flatMap((update) =>
      update.type === 'job' ? update.job.steps.filter((step) => step.status === 'in_progress') : [],
    )
    expect(seen.map((step) => step.name)).toEqual(['Set up job', 'Apply', 'Verify', 'Complete job'])
  })
})

describe('an input between ${{ }} in a script is code, in env it is text', () => {
  const hostile = { inputs: { tenant: 'x"; echo owned; echo "' } }
  const dispatch = (step: string) => `on: {workflow_dispatch: {inputs: {tenant: {required: true}}}}
jobs:
  a: {runs-on: ubuntu-latest, steps: [${step}]}`

  test('in the script it runs', async () => {
    const told = stage.run(dispatch('{run: \'echo "${{ inputs.tenant }}"\'}'), hostile)
    await told.conclusion
    expect(outputOnly(told.log())).toContain('owned')
  })

  test('in env it does not', async () => {
    const told = stage.run(
      dispatch("{env: {TENANT: '${{ inputs.tenant }}'}, run: 'echo \"$TENANT\"'}"),
      hostile,
    )
    await told.conclusion
    expect(outputOnly(told.log())).not.toContain('owned')
    expect(outputOnly(told.log())).toContain('x"; echo owned; echo "')
  })
})

/** Without the groups in which the runner repeats the script and its environment. */
function outputOnly(lines: readonly string[]): readonly string[] {
  let inside = false
  return lines.filter((line) => {
    if (line.startsWith('##[group]Run ')) inside = true
    const keep = !inside
    if (line === '##[endgroup]') inside = false
    return keep
  })
}
