import { spawn } from 'node:child_process'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { dirname, basename } from 'node:path'
import { gitEnvironment } from './git.ts'

/** Answers one request of a git client through git's own CGI program. Ends when the answer is sent. */
export async function serveGit(
  exchange: Readonly<{ request: IncomingMessage; response: ServerResponse }>,
  target: Readonly<{
    /** The bare repository. */
    folder: string
    /** After the repository: `/info/refs`, `/git-receive-pack`. */
    path: string
    query: string
    user: string
    protectedRefs: readonly string[]
  }>,
): Promise<void> {
  const { request, response } = exchange
  const header = (name: string) => {
    const value = request.headers[name]
    return typeof value === 'string' ? value : ''
  }
  const child = spawn('git', ['http-backend'], {
    env: {
      ...gitEnvironment,
      GIT_PROJECT_ROOT: dirname(target.folder),
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: `/${basename(target.folder)}${target.path}`,
      QUERY_STRING: target.query,
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: header('content-type'),
      ...(request.headers['content-length'] && { CONTENT_LENGTH: request.headers['content-length'] }),
      HTTP_CONTENT_ENCODING: header('content-encoding'),
      GIT_PROTOCOL: header('git-protocol'),
      REMOTE_USER: target.user,
      REMOTE_ADDR: '127.0.0.1',
      SANDBOX_PROTECTED_REFS: target.protectedRefs.join(' '),
    },
  })
  child.stdin.on('error', () => undefined)
  request.pipe(child.stdin)
  child.stderr.resume()
  await new Promise<void>((resolve, reject) => {
    let head = Buffer.alloc(0)
    let headSent = false
    child.stdout.on('data', (chunk: Buffer) => {
      if (headSent) {
        response.write(chunk)
        return
      }
      head = Buffer.concat([head, chunk])
      const end = head.indexOf('\r\n\r\n')
      if (end < 0) return
      headSent = true
      sendHead(response, head.subarray(0, end).toString())
      response.write(head.subarray(end + 4))
    })
    child.on('error', reject)
    child.on('close', () => {
      if (!headSent) response.writeHead(500)
      resolve()
    })
  })
}

function sendHead(response: ServerResponse, head: string): void {
  let status = 200
  for (const line of head.split('\r\n')) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).toLowerCase()
    const value = line.slice(colon + 1).trim()
    if (name === 'status') status = Number.parseInt(value, 10)
    else response.setHeader(name, value)
  }
  response.writeHead(status)
}
