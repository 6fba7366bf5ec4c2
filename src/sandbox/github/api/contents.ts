import { granted } from '../access/access.ts'
import { inRepository } from '../access/admit.ts'
import { findObject, objectType, readBlob, readTree, type TreeEntry } from '../git/read.ts'
import { ok, type Answer } from '../http/answer.ts'
import { notFound } from '../http/refusal.ts'
import type { RepositoryCall } from '../http/route.ts'
import { showContent, type Place } from '../show/content.ts'
import { commitAsked } from './at-commit.ts'
import { changeFile, removeFile } from './write-contents.ts'

export const contentRoutes = [
  inRepository('GET', '/contents/{path}', granted('contents:read'), readContents),
  inRepository('PUT', '/contents/{path}', granted('contents:write'), changeFile),
  inRepository('DELETE', '/contents/{path}', granted('contents:write'), removeFile),
]

/** Above this, contents come without their text (and GitHub points at the blob API). */
const largestInline = 1024 * 1024

async function readContents(call: RepositoryCall): Promise<Answer> {
  const { github, repository, params, accept } = call
  const commit = await commitAsked(call)
  const ref = call.query.get('ref') ?? repository.defaultBranch
  const path = (params.path ?? '').replace(/\/$/, '')
  const sha = await findObject(repository.folder, `${commit}:${path}`)
  const type = sha && (await objectType(repository.folder, sha))
  if (!sha || !type) throw notFound()
  const place = (entry: TreeEntry): Place => ({ ...entry, ref })
  if (type === 'tree') {
    const entries = await readTree(repository.folder, sha)
    const prefix = path === '' ? '' : `${path}/`
    return ok(
      entries.map((entry) => showContent(github, repository, place({ ...entry, path: prefix + entry.path }))),
    )
  }
  const blob = await readBlob(repository.folder, sha)
  if (accept.includes('raw')) {
    return {
      status: 200,
      raw: blob,
      headers: { 'content-type': 'application/vnd.github.raw; charset=utf-8' },
    }
  }
  const [entry] = await listed(repository.folder, commit, path)
  const shown = showContent(github, repository, place({ ...entry, path, sha, size: blob.length }))
  const inline = blob.length <= largestInline
  return ok({ ...shown, content: inline ? wrapBase64(blob) : '', encoding: inline ? 'base64' : 'none' })
}

async function listed(folder: string, commit: string, path: string): Promise<[TreeEntry]> {
  const parent = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : ''
  const tree = await findObject(folder, `${commit}:${parent}`)
  const entries = tree ? await readTree(folder, tree) : []
  const entry = entries.find((one) => one.path === path.slice(path.lastIndexOf('/') + 1))
  if (!entry) throw notFound()
  return [entry]
}

/** GitHub breaks base64 into lines of 60 characters. */
const wrapBase64 = (bytes: Buffer) => bytes.toString('base64').replace(/.{60}/g, '$&\n') + '\n'
