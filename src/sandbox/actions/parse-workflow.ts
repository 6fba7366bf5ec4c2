import { Ajv, type ErrorObject } from 'ajv'
import { LineCounter, parseDocument, type Document } from 'yaml'
import { planWorkflow } from './plan-workflow.ts'
import { workflowSchema } from './workflow-schema.ts'
import type { Workflow } from './workflow.ts'

type WorkflowProblem = Readonly<{ line: number; column: number; says: string }>

export type ParsedWorkflow =
  Readonly<{ workflow: Workflow }> | Readonly<{ problems: readonly [WorkflowProblem, ...WorkflowProblem[]] }>

/** Reads one workflow file; what the runner would not execute exactly is a problem with its place. */
export function parseWorkflow(path: string, source: string): ParsedWorkflow {
  const lines = new LineCounter()
  const document = parseDocument(source, { lineCounter: lines })
  const problems: WorkflowProblem[] = document.errors.map((error) => ({
    ...position(lines, error.pos[0]),
    says: error.message.replace(/ at line \d+, column \d+:[\s\S]*$/, '.'),
  }))
  if (problems.length === 0) {
    const file: unknown = document.toJS({ maxAliasCount: 100 })
    if (!isWorkflowFile(file)) {
      for (const error of isWorkflowFile.errors ?? []) problems.push(explain(error, document, lines))
    } else {
      const { workflow, faults } = planWorkflow(path, file)
      if (faults.length === 0) return { workflow }
      for (const { at, says } of faults) problems.push({ ...locate(document, lines, at), says })
    }
  }
  const [first, ...others] = problems
  return { problems: [first ?? { line: 1, column: 1, says: 'The workflow is not valid.' }, ...others] }
}

const ajv = new Ajv({ allErrors: true, strict: false })
const isWorkflowFile = ajv.compile<Readonly<Record<string, unknown>>>(workflowSchema)

function explain(error: ErrorObject, document: Document, lines: LineCounter): WorkflowProblem {
  const at = error.instancePath.split('/').slice(1).map(unescapePointer)
  const where = at.join('.') || 'the workflow'
  const unknown = (error.params as { additionalProperty?: string }).additionalProperty
  if (error.keyword === 'additionalProperties' && unknown !== undefined)
    return {
      ...locate(document, lines, [...at, unknown]),
      says: `\`${unknown}\` in ${where} is not something the sandbox's runner can execute.`,
    }
  return { ...locate(document, lines, at), says: `${where} ${error.message ?? 'is not valid'}.` }
}

function unescapePointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~')
}

/** The place of the deepest node that exists on the way to `at`. */
function locate(
  document: Document,
  lines: LineCounter,
  at: readonly string[],
): Pick<WorkflowProblem, 'line' | 'column'> {
  for (let length = at.length; length > 0; length -= 1) {
    const path = at.slice(0, length).map((part) => (/^\d+$/.test(part) ? Number(part) : part))
    const node = document.getIn(path, true) as { range?: readonly number[] } | undefined
    const start = node?.range?.[0]
    if (start !== undefined) return position(lines, start)
  }
  return { line: 1, column: 1 }
}

function position(lines: LineCounter, offset: number): Pick<WorkflowProblem, 'line' | 'column'> {
  const { line, col } = lines.linePos(offset)
  return { line: Math.max(line, 1), column: Math.max(col, 1) }
}
