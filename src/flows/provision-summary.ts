import { lineOf, losesData } from '../provisioning/resource-change.ts'
import type { RunResult } from '../provisioning/result.ts'
import { code, text } from '../tenant/markdown.ts'
import type { CheckResult } from '../verification/check.ts'

/** The job summary of a run, in Markdown. */
export function renderSummary(result: RunResult): string {
  return [
    `## ${headline(result)}`,
    ...(result.reason === undefined ? [] : [text(result.reason, 600)]),
    result.action === 'plan' ? planned(result) : resources(result),
    ...(result.checks.length === 0 ? [] : [checks(result.checks)]),
    ...(result.notes ?? []).map((note) => `> ${text(note)}`),
    `<sub>${[...result.phases.map(({ phase, durationMs }) => `${phase} ${seconds(durationMs)}`), code(result.operation), code(result.sha.slice(0, 12))].join(' · ')}</sub>`,
  ]
    .join('\n\n')
    .concat('\n')
}

function headline({ tenant, action, outcome }: RunResult): string {
  const what = doing[action]
  const words = { succeeded: 'succeeded', failed: 'failed', error: 'could not be done' }
  return `${what} ${code(tenant)} ${words[outcome]}`
}

const doing = {
  apply: 'Provisioning',
  rollback: 'Rolling back',
  inspect: 'Inspecting',
  plan: 'Planning',
  export: 'Exporting',
  purge: 'Purging',
} as const satisfies Record<RunResult['action'], string>

function planned({ plan = [] }: RunResult): string {
  if (plan.length === 0) return 'Nothing would change.'
  const losses = plan.filter(losesData).length
  const warning =
    losses === 0
      ? []
      : [`**${losses} of it would lose data**, and is held after the merge until somebody says yes.`]
  return [...warning, plan.map((change) => `- ${code(lineOf(change))}`).join('\n')].join('\n\n')
}

function resources({ resources: { created, changed, destroyed } }: RunResult): string {
  const counts = `${created.length} created, ${changed.length} changed, ${destroyed.length} destroyed`
  const lines = [...list('+', created), ...list('~', changed), ...list('-', destroyed)]
  if (lines.length === 0) return `Resources: ${counts}.`
  return `<details><summary>Resources: ${counts}</summary>\n\n${lines.join('\n')}\n\n</details>`
}

const list = (sign: string, addresses: readonly string[]): readonly string[] =>
  addresses.map((address) => `- ${code(`${sign} ${address}`)}`)

const checks = (results: readonly CheckResult[]): string =>
  [
    '| check | outcome | seen |',
    '| --- | --- | --- |',
    ...results.map(
      ({ check, outcome, evidence }) =>
        `| ${code(check)} | ${outcomeWords[outcome]} | ${evidence.map((line) => text(line)).join('<br>')} |`,
    ),
  ].join('\n')

const outcomeWords = { pass: 'pass', fail: '**fail**', error: 'could not look', 'not-built': 'not checked' }

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
