import type { Report, RunRequest } from './runner.ts'

/** A run that cannot begin: one failed job that says why, in its log. */
export function refuseRun(request: RunRequest, problems: readonly string[], report: Report): void {
  const now = new Date().toISOString()
  report({ type: 'queued', name: request.workflow.path, title: request.workflow.path })
  report({ type: 'started' })
  for (const problem of problems) report({ type: 'log', job: 'workflow', line: `##[error]${problem}` })
  const moment = { status: 'completed', conclusion: 'failure', startedAt: now, completedAt: now } as const
  report({
    type: 'job',
    job: {
      key: 'workflow',
      name: 'Read the workflow',
      ...moment,
      steps: [{ number: 1, name: 'Read the workflow', ...moment }],
    },
  })
  report({ type: 'completed', conclusion: 'failure' })
}
