import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openHub, Refused } from './hub.ts'
import type { Person, Setting } from './layout.ts'
import { answer, type Answer } from './routes.ts'

export type PageOptions = Readonly<{
  /** Base address of the API. */
  githubUrl: string
  /** Whom one can be; the first is whom one is at first. */
  people: readonly [Person, ...Person[]]
  owner: string
  repo: string
  /** 0 or absent = any free one. */
  port?: number
  /** The text in the form for a new tenant. */
  sample?: string
}>

/** A small page for the sandbox's GitHub: read and act as any of its people, through its public API alone. */
export async function startPage(
  options: PageOptions,
): Promise<Readonly<{ url: string; close: () => Promise<void> }>> {
  const server = createServer((request, response) => {
    respond(options, request)
      .catch((error: unknown): Answer => {
        const says = error instanceof Error ? error.message : String(error)
        return {
          status: error instanceof Refused ? error.status : 500,
          type: 'text/plain',
          body: `${says}\n`,
        }
      })
      .then((given) => write(response, given))
      .catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function respond(options: PageOptions, request: IncomingMessage): Promise<Answer> {
  const { method = 'GET', headers } = request
  const host = headers.host ?? ''
  // Other names for this machine belong to other people's pages (DNS rebinding), and so do forms from elsewhere.
  if (!/^(127\.0\.0\.1|localhost):\d+$/.test(host)) throw new Refused(421, 'This page is at 127.0.0.1 only.')
  if (method !== 'GET' && headers.origin !== `http://${host}`)
    throw new Refused(403, 'This form was not sent by this page.')
  const { owner, repo, people } = options
  const chosen = /(?:^|;\s*)person=([^;]+)/.exec(headers.cookie ?? '')?.[1]
  const person = people.find(({ login }) => login === chosen) ?? people[0]
  const setting: Setting = { repository: `${owner}/${repo}`, people, person, now: new Date() }
  const hub = openHub(`${options.githubUrl}/repos/${owner}/${repo}`, person.token)
  return answer({
    hub,
    setting,
    sample: options.sample ?? '',
    method,
    url: new URL(request.url ?? '/', `http://${host}`),
    form: method === 'POST' ? new URLSearchParams(await readBody(request)) : new URLSearchParams(),
  })
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > 2_000_000) throw new Refused(413, 'That is more than two megabytes.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** No script runs on this page, whatever a tenant, a title or a comment says. */
const policy =
  "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

function write(response: ServerResponse, { status, type, body, headers = {} }: Answer): void {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    ...headers,
  })
  response.end(body)
}
