import { fork } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { packageRoot } from '../../src/estate/template.ts'

/** Landlord in a process of its own, with a GitHub that nobody answers for. */
export type Landlord = Readonly<{ port: number; secret: string; end: () => Promise<void> }>

type Options = Readonly<{ databaseUrl: string; folder: string }>

export async function startLandlord({ databaseUrl, folder }: Options): Promise<Landlord> {
  const secret = 'what deliveries are signed with'
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  const child = fork(join(packageRoot(), 'src/main.ts'), [], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      ...{ APP_ID: '1', PRIVATE_KEY: privateKey, WEBHOOK_SECRET: secret, DATABASE_URL: databaseUrl },
      ...{ GITHUB_API_URL: 'http://127.0.0.1:9', HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'silent' },
    },
  })
  const [{ listening }] = (await once(child, 'message')) as [Readonly<{ listening: number }>]
  return {
    ...{ port: listening, secret },
    end: async () => {
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
    },
  }
}
