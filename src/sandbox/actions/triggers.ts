import type { InputRule, Trigger, Workflow } from './workflow.ts'

export type TriggerEvent = Readonly<{
  /** `push`, `pull_request`, `pull_request_target`, `workflow_dispatch`, … */
  name: string
  /** `opened`, `synchronize`, …; undefined for events without one. */
  action?: string
  /** `refs/heads/main`; of a pull request its base branch. */
  ref: string
  /** Files that the event changed. */
  paths?: readonly string[]
}>

/** Whether an event starts a workflow, by the filters of its `on`. */
export function isTriggeredBy(workflow: Workflow, event: TriggerEvent): boolean {
  const trigger = workflow.triggers.get(event.name)
  if (trigger === undefined) return false
  const types = trigger.types ?? (event.name.startsWith('pull_request') ? pullRequestTypes : undefined)
  if (types && event.action !== undefined && !types.includes(event.action)) return false
  return acceptsRef(trigger, event.ref) && acceptsPaths(trigger, event.paths ?? [])
}

export type DispatchInputs =
  | Readonly<{ inputs: Readonly<Record<string, string>> }>
  | Readonly<{ problems: readonly [string, ...string[]] }>

/** Inputs of a `workflow_dispatch` with defaults filled in, or GitHub's complaints about them. */
export function parseDispatchInputs(
  workflow: Workflow,
  given: Readonly<Record<string, string>>,
): DispatchInputs {
  const rules = workflow.triggers.get('workflow_dispatch')?.inputs
  if (rules === undefined) return { problems: ["Workflow does not have 'workflow_dispatch' trigger"] }
  const unexpected = Object.keys(given).filter((name) => !(name in rules))
  const problems = unexpected.length > 0 ? [`Unexpected inputs provided: ${JSON.stringify(unexpected)}`] : []
  const inputs: Record<string, string> = {}
  for (const [name, rule] of Object.entries(rules)) {
    const value = given[name] ?? rule.default ?? (rule.type === 'boolean' ? 'false' : '')
    if (rule.required && value === '') problems.push(`Required input '${name}' not provided`)
    else if (value !== '' && !fits(rule, value))
      problems.push(`Provided value '${value}' for input '${name}' is not ${expectation(rule)}`)
    inputs[name] = value
  }
  const [first, ...others] = problems
  return first === undefined ? { inputs } : { problems: [first, ...others] }
}

/** What the `inputs` context holds: booleans and numbers as such. (`github.event.inputs` keeps the texts.) */
export function typeInputs(
  workflow: Workflow,
  inputs: Readonly<Record<string, string>>,
): Readonly<Record<string, string | number | boolean>> {
  const rules = workflow.triggers.get('workflow_dispatch')?.inputs ?? {}
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => {
      const type = rules[name]?.type
      return [name, type === 'boolean' ? value === 'true' : type === 'number' ? Number(value) : value]
    }),
  )
}

const pullRequestTypes = ['opened', 'synchronize', 'reopened']

function acceptsRef(trigger: Trigger, ref: string): boolean {
  const { branches, branchesIgnore, tags, tagsIgnore } = trigger
  const tag = ref.startsWith('refs/tags/')
  const name = ref.replace(/^refs\/(heads|tags)\//, '')
  const [only, ignore] = tag ? [tags, tagsIgnore] : [branches, branchesIgnore]
  if (only) return matches(only, name)
  if (ignore) return !matches(ignore, name)
  // A filter on the other kind of ref alone keeps this kind out.
  return tag ? !(branches ?? branchesIgnore) : !(tags ?? tagsIgnore)
}

function acceptsPaths(trigger: Trigger, paths: readonly string[]): boolean {
  const { paths: only, pathsIgnore: ignore } = trigger
  if (only && !paths.some((path) => matches(only, path))) return false
  return !(ignore && paths.length > 0 && paths.every((path) => matches(ignore, path)))
}

/** In order; a later `!pattern` takes away, a later pattern gives back. */
function matches(patterns: readonly string[], name: string): boolean {
  return patterns.reduce((kept, pattern) => {
    const negative = pattern.startsWith('!')
    return toRegExp(negative ? pattern.slice(1) : pattern).test(name) ? !negative : kept
  }, false)
}

/** GitHub's filter patterns: `*` within a segment, `**` across, `?` `+` `[]` after a character. */
function toRegExp(pattern: string): RegExp {
  const source = pattern.replace(/\*\*\/?|\*|[.^$(){}|\\]/g, (token) => {
    if (token === '**/') return '(?:.*/)?'
    if (token === '**') return '.*'
    return token === '*' ? '[^/]*' : `\\${token}`
  })
  return new RegExp(`^${source}$`)
}

function fits(rule: InputRule, value: string): boolean {
  switch (rule.type) {
    case 'boolean':
      return value === 'true' || value === 'false'
    case 'number':
      return value.trim() !== '' && Number.isFinite(Number(value))
    case 'choice':
      return rule.options.includes(value)
    case 'string':
      return true
  }
}

function expectation(rule: InputRule): string {
  if (rule.type === 'choice') return `in the list of allowed values: ${rule.options.join(', ')}`
  return `a ${rule.type}`
}
