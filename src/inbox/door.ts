import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { UserError } from '../tenant/user-error.ts'

/** GitHub sends no webhook above 25 MB (docs.github.com, "Webhook events and payloads"). */
const largest = 25 * 1024 * 1024

/** How long requests that are being answered may take once the process is asked to end; milliseconds. */
const grace = 3_000

type Door = Readonly<{ port: number; close: () => Promise<void> }>

/** `setting`: the variable that says the port. */
type Place = Readonly<{ host: string; port: number; setting: 'PORT' | 'METRICS_PORT' }>

/** Listens; rejects where it cannot, with what to change. */
export async function openDoor(server: Server, { host, port, setting }: Place): Promise<Door> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = whyNot[cause.code ?? ''] ?? cause.message
      reject(
        new UserError(`Nothing can listen at ${host}, port ${port}: ${why}.`, {
          fix: `Set ${setting} and HOST to where this process may listen, or end the program that does.`,
          cause,
        }),
      )
    })
    server.listen({ host, port }, resolve)
  })
  return { port: (server.address() as AddressInfo).port, close: () => closeDoor(server) }
}

const whyNot: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there',
  EACCES: 'this account may not',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'there is no such host',
}

/**
 * Takes no more requests and finishes those that came. A connection that GitHub, or a balancer, keeps open for the
 * next one would hold the process for seconds, one that never said a word for a minute: neither is waited for.
 */
async function closeDoor(server: Server): Promise<void> {
  const idle = setInterval(() => server.closeIdleConnections(), 50)
  const late = setTimeout(() => server.closeAllConnections(), grace)
  await new Promise((resolve) => server.close(resolve))
  clearInterval(idle)
  clearTimeout(late)
}

/** The body as text; undefined when it is larger than any webhook, and the rest of it is not read. */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > largest) return undefined
  const chunks: Buffer[] = []
  let size = 0
  // Leaving the loop must not end the connection: the refusal goes back over it.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > largest) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
