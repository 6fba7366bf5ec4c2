import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Conclusion, Job, Runner, RunRequest, RunUpdate } from '../../../src/sandbox/actions/runner.ts'
import { startRunner, type RunnerOptions } from '../../../src/sandbox/actions/start-runner.ts'

/** What one run reported, sorted. */
type Told = Readonly<{
  updates: RunUpdate[]
  title: () => string
  log: () => readonly string[]
  job: (key: string) => Job | undefined
  step: (job: string, name: string) => string | null | undefined
  artifact: (name: string) => Uint8Array | undefined
  conclusion: Promise<Conclusion>
  /** Resolves when a line of the log is this. */
  said: (text: string) => Promise<void>
}>

export type Stage = Readonly<{
  runner: Runner
  home: string
  run: (source: string, request?: Partial<RunRequest>) => Told
  close: () => Promise<void>
}>

export async function openStage(options: Partial<RunnerOptions> = {}): Promise<Stage> {
  const home = await mkdtemp(join(tmpdir(), 'landlord-runner-'))
  const runner = startRunner({
    home,
    parallel: 4,
    env: {},
    path: [],
    grace: { interrupt: 300, terminate: 300 },
    ...options,
  })
  let lastRun = 0
  return {
    runner,
    home,
    run(source, request = {}) {
      lastRun += 1
      const told = listen()
      runner.submit(aRequest(source, { runId: lastRun, ...request }), told.report)
      return told
    },
    async close() {
      await runner.close()
      await rm(home, { recursive: true, force: true })
    },
  }
}

export function aRequest(source: string, request: Partial<RunRequest> = {}): RunRequest {
  return {
    runId: 1,
    runNumber: 1,
    runAttempt: 1,
    repository: {
      owner: 'acme',
      name: 'estate',
      id: 7,
      defaultBranch: 'main',
      cloneUrl: 'http://127.0.0.1:9/acme/estate.git',
    },
    workflow: { path: '.github/workflows/provision.yml', source },
    event: { name: 'workflow_dispatch', payload: {} },
    ref: 'refs/heads/main',
    sha: '0123456789012345678901234567890123456789',
    actor: 'ria',
    inputs: {},
    vars: {},
    secrets: {},
    token: 'ghs_thetokenofthisrun',
    apiUrl: 'http://127.0.0.1:9',
    serverUrl: 'http://127.0.0.1:9',
    ...request,
  }
}

function listen(): Told & { report: (update: RunUpdate) => void } {
  const updates: RunUpdate[] = []
  const { promise, resolve } = Promise.withResolvers<Conclusion>()
  const waiting: { text: string; resolve: () => void }[] = []
  const log = () => updates.flatMap((update) => (update.type === 'log' ? [update.line] : []))
  const job = (key: string) =>
    updates
      .flatMap((update) => (update.type === 'job' ? [update.job] : []))
      .findLast((update) => update.key === key)
  return {
    updates,
    log,
    job,
    conclusion: promise,
    title: () => updates.flatMap((update) => (update.type === 'queued' ? [update.title] : []))[0] ?? '',
    step: (key, name) => job(key)?.steps.find((step) => step.name === name)?.conclusion,
    artifact: (name) =>
      updates.flatMap((update) =>
        update.type === 'artifact' && update.name === name ? [update.zip] : [],
      )[0],
    said(text) {
      if (log().includes(text)) return Promise.resolve()
      return new Promise((done) => waiting.push({ text, resolve: done }))
    },
    report(update) {
      updates.push(update)
      if (update.type === 'log')
        for (const { text, resolve: done } of waiting) if (update.line === text) done()
      if (update.type === 'completed') resolve(update.conclusion)
    },
  }
}
