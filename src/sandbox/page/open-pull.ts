import type { Pull } from './answers.ts'
import { Refused, type Hub } from './hub.ts'

export type NewPull = Readonly<{ title: string; text: string }>

/** Puts a pasted tenant file on a branch of its own and opens a pull request; returns its number. */
export async function openPull(hub: Hub, base: string, { title, text }: NewPull, now: Date): Promise<number> {
  const id = /^id:\s*["']?([A-Za-z0-9._-]+)["']?\s*(?:#.*)?$/m.exec(text)?.[1]
  if (id === undefined)
    throw new Refused(422, 'The file has no line `id: …`, so there is no name to save it under.')
  const path = `tenants/${id}.yaml`
  const branch = `tenant-${id}-${now.getTime().toString(36)}`
  const main = await hub.get<{ object: { sha: string } }>(`/git/ref/heads/${encodeURIComponent(base)}`)
  const known = await hub
    .get<{ sha: string }>(`/contents/${path}?ref=${encodeURIComponent(base)}`)
    .catch(missing)
  await hub.send('POST', '/git/refs', { ref: `refs/heads/${branch}`, sha: main.object.sha })
  const subject = title.trim() === '' ? `${known ? 'Change' : 'Add'} ${id}` : title.trim()
  await hub.send('PUT', `/contents/${path}`, {
    message: subject,
    branch,
    content: Buffer.from(text.replaceAll('\r\n', '\n')).toString('base64'),
    ...(known && { sha: known.sha }),
  })
  const pull = await hub.send<Pull>('POST', '/pulls', { title: subject, head: branch, base })
  return pull.number
}

function missing(error: unknown): undefined {
  if (error instanceof Refused && error.status === 404) return undefined
  throw error
}
