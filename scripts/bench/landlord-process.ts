import { fork } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { packageRoot } from '../../src/estate/template.ts'
import type { Cost } from './probe.ts'

/** A server in a process of its own that takes deliveries, and what they cost it. */
export type Server = Readonly<{
  port: number
  /** From now on it is measured. */
  begin: () => void
  /** What it has cost since. */
  cost: () => Promise<Cost>
  end: () => Promise<void>
}>

type Options = Readonly<{ databaseUrl: string; folder: string; secret: string }>

/** Landlord, with a GitHub that nobody answers for. Its log, as much as it writes unasked, is thrown away. */
export function startLandlord(options: Options): Promise<Server> {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const env = {
    ...{ APP_ID: '1', PRIVATE_KEY: privateKey, GITHUB_API_URL: 'http://127.0.0.1:9' },
    ...{ HOST: '127.0.0.1', PORT: '0' },
  }
  return startServer(join(packageRoot(), 'src/main.ts'), options, env)
}

/** What to compare with: node:http, the signature and one INSERT a delivery. */
export const startBareInbox = (options: Options): Promise<Server> =>
  startServer(join(import.meta.dirname, 'bare-inbox.ts'), options)

async function startServer(
  program: string,
  { databaseUrl, folder, secret }: Options,
  env: Readonly<Record<string, string>> = {},
): Promise<Server> {
  const child = fork(program, [], {
    cwd: folder,
    execArgv: ['--import', join(import.meta.dirname, 'probe.ts')],
    env: { PATH: process.env.PATH, DATABASE_URL: databaseUrl, WEBHOOK_SECRET: secret, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const [{ listening }] = (await once(child, 'message')) as [Readonly<{ listening: number }>]
  return {
    port: listening,
    begin: () => void child.send('begin'),
    cost: async () => {
      const told = once(child, 'message') as Promise<[Readonly<{ cost: Cost }>]>
      child.send('cost')
      return (await told)[0].cost
    },
    end: async () => {
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
    },
  }
}
