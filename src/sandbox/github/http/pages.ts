import type { IncomingMessage, ServerResponse } from 'node:http'
import type { GitHub } from '../github.ts'

/** What is neither API nor git: files on offer, and a word to people who come with a browser. */
export function answerPage(
  github: GitHub,
  { request, response }: Readonly<{ request: IncomingMessage; response: ServerResponse }>,
  url: URL,
): Promise<void> {
  request.resume()
  const file = github.storage.take(url.pathname)
  if (file) {
    response.writeHead(200, {
      'content-type': file.type,
      'content-length': file.bytes.length,
      'content-disposition': `attachment; filename="${encodeURIComponent(file.name)}"`,
    })
    response.end(file.bytes)
  } else {
    const here = url.pathname === '/'
    response.writeHead(here ? 200 : 404, { 'content-type': 'text/plain; charset=utf-8' })
    response.end(here ? renderHome(github) : 'This GitHub has an API and git, but no pages.\n')
  }
  return Promise.resolve()
}

function renderHome({ memory, apiUrl, webUrl }: GitHub): string {
  const clones = [...memory.repositories.values()].map(
    ({ owner, name }) => `git clone ${webUrl}/${owner}/${name}.git`,
  )
  return ['A GitHub on this machine.', '', `API  ${apiUrl}`, ...clones, ''].join('\n')
}
