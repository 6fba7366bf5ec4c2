import type { Runner } from './actions/runner.ts'

/** A runner that may still be starting: what is submitted meanwhile waits for it. */
export function lateRunner(starting: Promise<Runner>): Runner {
  // Whoever awaits it learns of a failure; until then it must not end the process.
  starting.catch(() => undefined)
  return {
    submit: (request, report) => {
      starting.then(
        (runner) => runner.submit(request, report),
        () => report({ type: 'completed', conclusion: 'failure' }),
      )
    },
    cancel: (runId) => {
      starting.then(
        (runner) => runner.cancel(runId),
        () => undefined,
      )
    },
    close: () =>
      starting.then(
        (runner) => runner.close(),
        () => undefined,
      ),
  }
}
