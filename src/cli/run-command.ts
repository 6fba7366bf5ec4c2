import { appendFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { reportRun, type Ending, type Report } from '../flows/provision-report.ts'
import { renderSummary } from '../flows/provision-summary.ts'
import type { RunResult } from '../provisioning/result.ts'
import { headOf } from '../terraform/sources.ts'
import type { TenantId } from '../tenant/tenant.ts'
import type { RunOptions } from './run-options.ts'
import { withTenantRun, type TenantRun } from './runner/tenant-run.ts'

type Wanted = Readonly<{ id: TenantId; action: RunResult['action']; options: RunOptions }>

/** One run whose result goes to stdout. */
export async function runCommand(
  wanted: Wanted,
  work: (run: TenantRun, report: Report) => Promise<Ending>,
): Promise<void> {
  let last: RunResult | undefined
  try {
    last = await runOnce(wanted, work, (result) => (last = result))
    process.exitCode = exitCodes[last.outcome]
  } finally {
    if (last !== undefined) await publish(last, { halfWay: wanted.options.out !== undefined })
  }
}

export const exitCodes = { succeeded: 0, failed: 1, error: 2 } as const

/**
 * The frame of everything that is done to one tenant: progress on stderr, the result in --out as it grows, a job summary
 * where GitHub wants one, SIGTERM passed on. `seen` is told of every state of the result, the last one too.
 */
export async function runOnce(
  { id, action, options }: Wanted,
  work: (run: TenantRun, report: Report) => Promise<Ending>,
  seen: (result: RunResult) => void,
): Promise<RunResult> {
  const say = (line: string): void => void process.stderr.write(`${line}\n`)
  const controller = new AbortController()
  const stop = (): void => {
    if (controller.signal.aborted) return
    say('Stopping: Terraform saves its state first …')
    controller.abort()
  }
  // Every time, not once: a second signal must not end us before Terraform has ended.
  process.on('SIGTERM', stop).on('SIGINT', stop)
  const { operation, out, repo } = options
  const start = { operation, tenant: id, action, sha: options.sha ?? (await headOf(repo)) }
  const save = async (result: RunResult): Promise<void> => {
    seen(result)
    if (out !== undefined) await writeResult(out, result)
  }
  try {
    const previous = out === undefined ? undefined : await readPrevious(out, start)
    return await reportRun({ ...start, previous }, { now: () => new Date(), say, save }, (report) =>
      withTenantRun({ id, options, env: process.env, signal: controller.signal, say }, (run) =>
        work(run, report),
      ),
    )
  } finally {
    process.off('SIGTERM', stop).off('SIGINT', stop)
  }
}

/** Renamed into place: whoever reads it finds one whole result or another. */
async function writeResult(out: string, result: RunResult): Promise<void> {
  await mkdir(dirname(out), { recursive: true })
  await writeFile(`${out}.part`, JSON.stringify(result, undefined, 2))
  await rename(`${out}.part`, out)
}

/** The result of an earlier step of the same run; anything else there is overwritten. */
async function readPrevious(
  out: string,
  start: Pick<RunResult, 'operation' | 'tenant' | 'action' | 'sha'>,
): Promise<RunResult | undefined> {
  try {
    const found = JSON.parse(await readFile(out, 'utf8')) as RunResult
    const same = (['operation', 'tenant', 'action', 'sha'] as const).every((key) => found[key] === start[key])
    return same ? found : undefined
  } catch {
    return undefined
  }
}

/** `halfWay`: more steps may follow, so that a good apply leaves the summary to them. */
async function publish(result: RunResult, { halfWay }: Readonly<{ halfWay: boolean }>): Promise<void> {
  process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`)
  if (result.reason !== undefined) process.stderr.write(`${result.outcome}: ${result.reason}\n`)
  const summary = process.env.GITHUB_STEP_SUMMARY ?? ''
  const isDone = result.outcome !== 'succeeded' || result.action !== 'apply' || result.checks.length > 0
  if (summary !== '' && (isDone || !halfWay)) await appendFile(summary, renderSummary(result))
}
