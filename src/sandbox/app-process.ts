import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { programFile } from '../estate/program-file.ts'

/** Landlord itself, in a process of its own as it would be anywhere. */
export type AppProcess = Readonly<{
  webhookUrl: string
  /** Ends it as a crash would, and resolves when it is gone. */
  kill: () => Promise<void>
  /** Starts it again at the same address. */
  restart: () => Promise<void>
  stop: () => Promise<void>
}>

type AppOptions = Readonly<{
  appId: number
  privateKey: string
  webhookSecret: string
  githubApiUrl: string
  databaseUrl: string
  databaseAdminUrl: string
  home: string
  /** More of its environment. */
  env?: Readonly<Record<string, string>>
  log: (line: string) => void
}>

type Running = Readonly<{ child: ChildProcess; port: number }>

export async function startApp(options: AppOptions): Promise<AppProcess> {
  let running = await launch(options, 0)
  const { port } = running
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const { child } = running
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }
  return {
    webhookUrl: `http://127.0.0.1:${port}/api/github/webhooks`,
    kill: () => end('SIGKILL'),
    restart: async () => {
      running = await launch(options, port)
    },
    stop: () => end('SIGTERM'),
  }
}

/** Resolves when it listens; its own last words are the error when it ends before. */
async function launch(options: AppOptions, port: number): Promise<Running> {
  const child: ChildProcess = spawn(process.execPath, [programFile('main')], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      APP_ID: String(options.appId),
      PRIVATE_KEY: options.privateKey,
      WEBHOOK_SECRET: options.webhookSecret,
      GITHUB_API_URL: options.githubApiUrl,
      DATABASE_URL: options.databaseUrl,
      DATABASE_ADMIN_URL: options.databaseAdminUrl,
      LANDLORD_HOME: options.home,
      LANDLORD_POLL_MS: '1000',
      HOST: '127.0.0.1',
      PORT: String(port),
      ...options.env,
    },
  })
  const said: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue
    createInterface({ input: stream }).on('line', (line) => {
      said.push(line)
      if (said.length > 50) said.shift()
      options.log(line)
    })
  }
  const orphaned = (): void => void child.kill('SIGTERM')
  process.once('exit', orphaned)
  child.once('exit', () => process.off('exit', orphaned))
  const listening = new Promise<number>((resolve, reject) => {
    child.on('message', (message: Readonly<{ listening?: number }>) => {
      if (message.listening !== undefined) resolve(message.listening)
    })
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`Landlord ended before it listened:\n${said.join('\n')}`)))
  })
  return { child, port: await listening }
}
