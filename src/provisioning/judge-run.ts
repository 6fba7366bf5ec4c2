import { checkNames, judge } from '../verification/check.ts'
import type { ResultSeen } from './observation.ts'
import type { Operation } from './operation.ts'
import type { RunResult, WorkflowAction } from './result.ts'

/**
 * What a finished run proves. `failed` is evidence that the tenant is not as it must be, and undoes;
 * `error` is the lack of evidence, is retried, and never undoes.
 */
export type RunVerdict =
  | Readonly<{ outcome: 'succeeded'; result: RunResult }>
  | Readonly<{ outcome: 'failed'; result: RunResult; reason: string }>
  | Readonly<{ outcome: 'error'; result: RunResult | undefined; reason: string }>

export function judgeRun(
  operation: Operation,
  action: WorkflowAction,
  ended: Readonly<{ conclusion: string; result: ResultSeen }>,
): RunVerdict {
  const { conclusion, result: seen } = ended
  const error = (reason: string, result?: RunResult): RunVerdict => ({ outcome: 'error', result, reason })

  if (conclusion !== 'success' && conclusion !== 'failure')
    return error(`The run ended as ${conclusion.replaceAll('_', ' ')}.`)
  if (seen.found === 'nothing') return error(`The run ended as ${conclusion} and left no result.`)
  if (seen.found === 'unreadable') return error(`The run’s result cannot be trusted: ${seen.why}.`)

  const { result } = seen
  const foreign = mismatch(operation, action, result)
  if (foreign !== undefined) return error(`The run’s result cannot be trusted: ${foreign}.`)
  if (result.outcome === 'error') return error(result.reason ?? 'The run could not do its work.', result)

  const failed = (reason: string): RunVerdict => ({ outcome: 'failed', result, reason })
  if (result.checks.length > 0) {
    const verified = judge(result.checks)
    if (verified === 'error') return error('A check could not be made, so nothing is known yet.', result)
    if (verified === 'fail') return failed(result.reason ?? failedChecks(result))
    if (result.outcome === 'failed' && action !== 'inspect')
      return error('The run says it failed, and its checks say it did not.', result)
  }
  if (result.outcome === 'failed') return failed(result.reason ?? 'Applying the change did not succeed.')
  if (conclusion === 'failure') return error('The result says succeeded, and the run failed.', result)
  const unsaid = missingEvidence(operation, action, result)
  if (unsaid !== undefined) return error(unsaid, result)
  if (needsProof(operation, action)) {
    const missing = checkNames.filter((name) => !result.checks.some(({ check }) => check === name))
    if (missing.length > 0) return error(`The run says nothing of the checks ${missing.join(', ')}.`, result)
    if (!result.checks.some(({ outcome }) => outcome === 'pass'))
      return error('The run succeeded without verifying anything.', result)
  }
  return { outcome: 'succeeded', result }
}

/** Nothing is left to verify once a tenant is destroyed or retired. */
function needsProof(operation: Operation, action: WorkflowAction): boolean {
  if (action === 'apply' || action === 'inspect') return true
  return action === 'rollback' && operation.lastGoodSha !== undefined
}

/** Success alone is a word: what follows from it rests on what was seen. */
function missingEvidence(
  { movesFrom }: Operation,
  action: WorkflowAction,
  result: RunResult,
): string | undefined {
  if (action === 'apply' && movesFrom !== undefined && result.copy?.from !== movesFrom)
    return `The run shows no copy of ${movesFrom}.`
  if (action === 'export' && result.export === undefined) return 'The run names no export.'
  if (action === 'inspect' && result.drift === undefined) return 'The run says nothing of drift.'
  if (action === 'purge' && (result.evidence ?? []).length === 0) return 'The run shows nothing of the purge.'
  return undefined
}

/** A result speaks for its own operation only; anything else was written by somebody else, or for another day. */
function mismatch(operation: Operation, action: WorkflowAction, result: RunResult): string | undefined {
  if (result.operation !== operation.id) return 'it names another operation'
  if (result.tenant !== operation.tenant) return 'it names another tenant'
  if (result.action !== action) return `it reports ${result.action} where ${action} was asked for`
  const wanted = action === 'rollback' ? [operation.lastGoodSha, operation.sha] : [operation.sha]
  return wanted.includes(result.sha) ? undefined : 'it names another commit'
}

function failedChecks(result: RunResult): string {
  const names = result.checks.filter((check) => check.outcome === 'fail').map((check) => check.check)
  return names.length === 1
    ? `The check ${names.join()} failed.`
    : `The checks ${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''} failed.`
}
