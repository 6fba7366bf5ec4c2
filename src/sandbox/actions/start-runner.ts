import { openGroups } from './concurrency.ts'
import { parseWorkflow } from './parse-workflow.ts'
import { refuseRun } from './refuse-run.ts'
import type { Runner } from './runner.ts'
import { startRun, type RunningRun } from './run.ts'
import { openSlots } from './slots.ts'
import { parseDispatchInputs } from './triggers.ts'
import type { Grace } from './child.ts'

type StepEnv = Readonly<Record<string, string>>

export type RunnerOptions = Readonly<{
  /** Work folders of jobs are made here, and removed as the jobs end. */
  home: string
  /** Jobs at a time, over all runs. */
  parallel: number
  /** For every step, beside the few variables that any program needs. A function is asked as each job starts. */
  env: StepEnv | (() => Promise<StepEnv>)
  /** In front of PATH: a folder with a `landlord`, a Node 24. */
  path: readonly string[]
  /** How long an interrupted step may take; GitHub's 7.5 s and 2.5 s unless told. */
  grace?: Grace
  /** What goes on, for people who watch the sandbox. */
  log?: (line: string) => void
}>

/** An Actions runner on this machine: executes the workflow files of a repository as GitHub would. */
export function startRunner(options: RunnerOptions): Runner {
  const runs = new Map<number, RunningRun>()
  const groups = openGroups()
  const slots = openSlots(options.parallel)
  const given = options.env
  const env = async () => ({
    ...ownEnvironment(process.env),
    ...(typeof given === 'function' ? await given() : given),
  })
  let closing: Promise<void> | undefined
  const abandonAll = () => runs.forEach((run) => run.abandon('SIGKILL'))
  process.once('exit', abandonAll)

  return {
    submit(request, report) {
      const parsed = parseWorkflow(request.workflow.path, request.workflow.source)
      const refuse = (problems: readonly string[]) => {
        refuseRun(request, problems, report)
      }
      if (closing) {
        refuse(['The runner is closing.'])
        return
      }
      if ('problems' in parsed) {
        refuse(
          parsed.problems.map(
            ({ line, column, says }) => `${request.workflow.path}:${line}:${column}: ${says}`,
          ),
        )
        return
      }
      const dispatched = request.event.name === 'workflow_dispatch'
      const checked = dispatched ? parseDispatchInputs(parsed.workflow, request.inputs) : { inputs: {} }
      if ('problems' in checked) {
        refuse(checked.problems)
        return
      }
      const world = {
        groups,
        slots,
        home: options.home,
        path: options.path,
        env,
        grace: options.grace ?? { interrupt: 7500, terminate: 2500 },
      }
      options.log?.(`run ${request.runId} of ${parsed.workflow.name}`)
      const run = startRun({ request, workflow: parsed.workflow, inputs: checked.inputs, world, report })
      runs.set(request.runId, run)
      void run.done.then((conclusion) => {
        runs.delete(request.runId)
        options.log?.(`run ${request.runId} of ${parsed.workflow.name}: ${conclusion}`)
      })
    },
    cancel(runId) {
      runs.get(runId)?.cancel('the run was canceled')
    },
    close() {
      closing ??= (async () => {
        runs.forEach((run) => run.abandon())
        await Promise.all([...runs.values()].map((run) => run.done))
        process.off('exit', abandonAll)
      })()
      return closing
    },
  }
}

/** What any program needs to find its home, its language and the network; nothing else of ours reaches a step. */
function ownEnvironment(all: NodeJS.ProcessEnv): Record<string, string> {
  const names =
    /^(PATH|HOME|USER|LOGNAME|LANG|LC_ALL|TZ|TMPDIR|SSL_CERT_FILE|SSL_CERT_DIR|NODE_EXTRA_CA_CERTS|(https?|no)_proxy|PYENV_ROOT)$/i
  return Object.fromEntries(
    Object.entries(all).filter(
      (pair): pair is [string, string] => names.test(pair[0]) && pair[1] !== undefined,
    ),
  )
}
