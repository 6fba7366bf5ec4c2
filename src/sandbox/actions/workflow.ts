/** A workflow file after parsing: every short form written out, expressions still as text. */
export type Workflow = Readonly<{
  path: string
  name: string
  runName: string | undefined
  triggers: Triggers
  env: Texts
  permissions: Permissions | undefined
  concurrency: Concurrency | undefined
  defaults: RunDefaults
  jobs: readonly JobPlan[]
}>

export type Texts = Readonly<Record<string, string>>

/** `all` stands for the words `read-all` and `write-all`. */
export type Permissions = Readonly<Record<string, string>>

/** The group's name and the cancel flag may both be expressions. */
export type Concurrency = Readonly<{ group: string; cancelInProgress: string }>

export type RunDefaults = Readonly<{ shell?: string; workingDirectory?: string }>

export type Triggers = ReadonlyMap<string, Trigger>

export type Trigger = Readonly<{
  inputs: Readonly<Record<string, InputRule>>
  branches?: readonly string[]
  branchesIgnore?: readonly string[]
  tags?: readonly string[]
  tagsIgnore?: readonly string[]
  paths?: readonly string[]
  pathsIgnore?: readonly string[]
  types?: readonly string[]
}>

export type InputRule = Readonly<{
  required: boolean
  default: string | undefined
  type: 'string' | 'boolean' | 'choice' | 'number'
  options: readonly string[]
}>

export type JobPlan = Readonly<{
  key: string
  name: string | undefined
  needs: readonly string[]
  if: string | undefined
  env: Texts
  permissions: Permissions | undefined
  concurrency: Concurrency | undefined
  defaults: RunDefaults
  outputs: Texts
  environment: string | undefined
  timeoutMinutes: string | undefined
  continueOnError: string
  steps: readonly StepPlan[]
}>

export type StepPlan = Readonly<{
  id: string | undefined
  name: string | undefined
  if: string | undefined
  env: Texts
  continueOnError: string
  timeoutMinutes: string | undefined
  action:
    | Readonly<{
        type: 'run'
        script: string
        shell: string | undefined
        workingDirectory: string | undefined
      }>
    | Readonly<{ type: 'uses'; uses: string; with: Texts }>
}>
