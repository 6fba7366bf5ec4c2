import type { Repository, RequiredCheck } from '../memory/repository.ts'

type CheckState = 'success' | 'failure' | 'pending' | 'missing'

/** Where one required check stands on a commit: the newest check run or commit status of that name. */
function stateOfCheck(repository: Repository, sha: string, required: RequiredCheck): CheckState {
  const run = [...repository.checkRuns.values()]
    .filter((check) => check.headSha === sha && check.name === required.context)
    .findLast((check) => required.appId === null || required.appId === check.appId)
  if (run) {
    if (run.status !== 'completed') return 'pending'
    return run.conclusion === 'success' || run.conclusion === 'neutral' || run.conclusion === 'skipped'
      ? 'success'
      : 'failure'
  }
  if (required.appId !== null) return 'missing'
  const status = repository.statuses.findLast((one) => one.sha === sha && one.context === required.context)
  if (!status) return 'missing'
  return status.state === 'error' ? 'failure' : status.state
}

/** Whether a required check has ended, and badly. */
export const hasFailed = (repository: Repository, branch: string, sha: string): boolean =>
  (repository.protections.get(branch)?.checks ?? []).some(
    (check) => stateOfCheck(repository, sha, check) === 'failure',
  )

/** In GitHub's words, why a protected branch does not take this commit; null when it does. */
export function missingChecks(repository: Repository, branch: string, sha: string): string | null {
  const checks = repository.protections.get(branch)?.checks ?? []
  const states = checks.map((check) => ({ check, state: stateOfCheck(repository, sha, check) }))
  const bad = states.filter(({ state }) => state !== 'success')
  const [first] = bad
  if (!first) return null
  if (bad.length > 1) {
    const failing = bad.filter(({ state }) => state === 'failure').length
    const expected = bad.length - failing
    const parts = [...(failing ? [`${failing} failing`] : []), ...(expected ? [`${expected} expected`] : [])]
    return `${bad.length} of ${checks.length} required status checks have not succeeded: ${parts.join(', ')}.`
  }
  const words = { failure: 'failing', pending: 'in progress', missing: 'expected', success: 'successful' }
  return `Required status check "${first.check.context}" is ${words[first.state]}.`
}
