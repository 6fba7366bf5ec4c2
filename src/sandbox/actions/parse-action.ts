import { Ajv } from 'ajv'
import { parse } from 'yaml'
import { planSteps } from './plan-workflow.ts'
import { actionSchema } from './workflow-schema.ts'
import type { StepPlan, Texts } from './workflow.ts'

/** An action that is made of steps: https://docs.github.com/actions/creating-actions/metadata-syntax-for-github-actions */
export type CompositeAction = Readonly<{
  inputs: Readonly<Record<string, Readonly<{ required: boolean; default: string }>>>
  /** Expressions, by name. */
  outputs: Texts
  steps: readonly StepPlan[]
}>

/** Reads an `action.yml`; throws a sentence where the runner would not play it exactly. */
export function parseAction(source: string): CompositeAction {
  const file: unknown = parse(source)
  if (!isActionFile(file)) {
    const [error] = isActionFile.errors ?? []
    throw new Error(
      `The sandbox's runner cannot play this action: ${error?.instancePath.slice(1).replaceAll('/', '.') ?? ''} ${error?.message ?? 'is not valid'}.`,
    )
  }
  const { inputs = {}, outputs = {}, runs } = file
  return {
    inputs: Object.fromEntries(
      Object.entries(inputs).map(([name, input]) => [
        name,
        { required: input?.required === true, default: String(input?.default ?? '') },
      ]),
    ),
    outputs: Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, String(value)])),
    steps: planSteps(runs.steps),
  }
}

type ActionFile = Readonly<{
  inputs?: Readonly<
    Record<string, Readonly<{ required?: boolean; default?: string | number | boolean }> | null>
  >
  outputs?: Readonly<Record<string, Readonly<{ value: string | number | boolean }>>>
  runs: Readonly<{ steps: readonly Readonly<Record<string, unknown>>[] }>
}>

const isActionFile = new Ajv({ strict: false }).compile<ActionFile>(actionSchema)
