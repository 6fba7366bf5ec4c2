import type { Concurrency, InputRule, JobPlan, RunDefaults, StepPlan, Texts } from './workflow.ts'
import type { Permissions, Trigger, Triggers, Workflow } from './workflow.ts'

export type Fault = Readonly<{ at: readonly string[]; says: string }>

type Raw = Readonly<Record<string, unknown>>

/** From the file's shape, which its schema has checked already, to a workflow; faults are what a schema cannot see. */
export function planWorkflow(
  path: string,
  file: Raw,
): Readonly<{ workflow: Workflow; faults: readonly Fault[] }> {
  const jobs = Object.entries(record(file.jobs)).map(([key, raw]) => planJob(key, record(raw)))
  const workflow: Workflow = {
    path,
    name: text(file.name) ?? path,
    runName: text(file['run-name']),
    triggers: planTriggers(file.on),
    env: texts(file.env),
    permissions: planPermissions(file.permissions),
    concurrency: planConcurrency(file.concurrency),
    defaults: planDefaults(file.defaults),
    jobs,
  }
  return { workflow, faults: jobs.flatMap((job) => findFaults(job, jobs, record(file.jobs)[job.key])) }
}

function planJob(key: string, raw: Raw): JobPlan {
  const environment = raw.environment
  return {
    key,
    name: text(raw.name),
    needs: list(raw.needs) ?? [],
    if: text(raw.if),
    env: texts(raw.env),
    permissions: planPermissions(raw.permissions),
    concurrency: planConcurrency(raw.concurrency),
    defaults: planDefaults(raw.defaults),
    outputs: texts(raw.outputs),
    environment: typeof environment === 'string' ? environment : text(record(environment).name),
    timeoutMinutes: text(raw['timeout-minutes']),
    continueOnError: text(raw['continue-on-error']) ?? 'false',
    steps: planSteps(raw.steps as readonly Raw[]),
  }
}

/** Of a job, or of an action that is made of steps. */
export const planSteps = (steps: readonly Raw[]): readonly StepPlan[] => steps.map(planStep)

function planStep(raw: Raw): StepPlan {
  const uses = text(raw.uses)
  return {
    id: text(raw.id),
    name: text(raw.name),
    if: text(raw.if),
    env: texts(raw.env),
    continueOnError: text(raw['continue-on-error']) ?? 'false',
    timeoutMinutes: text(raw['timeout-minutes']),
    action:
      uses === undefined
        ? {
            type: 'run',
            script: text(raw.run) ?? '',
            shell: text(raw.shell),
            workingDirectory: text(raw['working-directory']),
          }
        : { type: 'uses', uses, with: texts(raw.with) },
  }
}

function planTriggers(on: unknown): Triggers {
  if (typeof on === 'string') return new Map([[on, { inputs: {} }]])
  if (Array.isArray(on)) return new Map(on.map((event) => [String(event), { inputs: {} }]))
  return new Map(Object.entries(record(on)).map(([event, raw]) => [event, planTrigger(record(raw))]))
}

function planTrigger(raw: Raw): Trigger {
  const filter = (name: string, key: string) => {
    const values = list(raw[key])
    return values === undefined ? {} : { [name]: values }
  }
  return {
    inputs: Object.fromEntries(
      Object.entries(record(raw.inputs)).map(([name, rule]) => [name, planInput(record(rule))]),
    ),
    ...filter('branches', 'branches'),
    ...filter('branchesIgnore', 'branches-ignore'),
    ...filter('tags', 'tags'),
    ...filter('tagsIgnore', 'tags-ignore'),
    ...filter('paths', 'paths'),
    ...filter('pathsIgnore', 'paths-ignore'),
    ...filter('types', 'types'),
  }
}

function planInput(raw: Raw): InputRule {
  return {
    required: raw.required === true,
    default: text(raw.default),
    type: (raw.type ?? 'string') as InputRule['type'],
    options: list(raw.options) ?? [],
  }
}

function planPermissions(raw: unknown): Permissions | undefined {
  if (raw === undefined) return undefined
  return typeof raw === 'string' ? { all: raw.replace('-all', '') } : texts(raw)
}

function planConcurrency(raw: unknown): Concurrency | undefined {
  if (raw === undefined) return undefined
  if (typeof raw === 'string') return { group: raw, cancelInProgress: 'false' }
  return {
    group: text(record(raw).group) ?? '',
    cancelInProgress: text(record(raw)['cancel-in-progress']) ?? 'false',
  }
}

function planDefaults(raw: unknown): RunDefaults {
  const run = record(record(raw).run)
  const [shell, workingDirectory] = [text(run.shell), text(run['working-directory'])]
  return { ...(shell && { shell }), ...(workingDirectory && { workingDirectory }) }
}

function findFaults(job: JobPlan, jobs: readonly JobPlan[], raw: unknown): readonly Fault[] {
  const at = ['jobs', job.key]
  const faults: Fault[] = []
  for (const need of job.needs)
    if (!jobs.some(({ key }) => key === need))
      faults.push({ at: [...at, 'needs'], says: `${job.key} needs the job ${need}, which does not exist.` })
  if (dependsOnItself(job.key, jobs))
    faults.push({ at: [...at, 'needs'], says: `${job.key} needs itself, by way of its needs.` })
  for (const label of list(record(raw)['runs-on']) ?? [])
    if (/windows|macos/i.test(label))
      faults.push({ at: [...at, 'runs-on'], says: `The sandbox runs jobs on this machine, not on ${label}.` })
  const ids = new Set<string>()
  for (const [index, step] of (record(raw).steps as readonly Raw[]).entries()) {
    const here = [...at, 'steps', String(index)]
    if ((step.run === undefined) === (step.uses === undefined))
      faults.push({ at: here, says: 'A step has either `run` or `uses`.' })
    const id = text(step.id)?.toLowerCase()
    if (id !== undefined && ids.has(id)) faults.push({ at: here, says: `The step id ${id} is used twice.` })
    if (id !== undefined) ids.add(id)
  }
  return faults
}

function dependsOnItself(key: string, jobs: readonly JobPlan[]): boolean {
  const seen = new Set<string>()
  const queue = [...(jobs.find((job) => job.key === key)?.needs ?? [])]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (next === key) return true
    if (seen.has(next)) continue
    seen.add(next)
    queue.push(...(jobs.find((job) => job.key === next)?.needs ?? []))
  }
  return false
}

function record(value: unknown): Raw {
  return typeof value === 'object' && value !== null ? (value as Raw) : {}
}

function text(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}

function texts(value: unknown): Texts {
  return Object.fromEntries(Object.entries(record(value)).map(([key, item]) => [key, text(item) ?? '']))
}

function list(value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined
  return Array.isArray(value) ? value.map(String) : [text(value) ?? '']
}
