import type { GitHub } from '../github.ts'
import type { TreeEntry } from '../git/read.ts'
import type { Repository } from '../memory/repository.ts'
import { apiOf, webOf } from './links.ts'

export type Place = TreeEntry & Readonly<{ ref: string }>

/** A file or folder of the contents API, without its text. */
export function showContent(github: GitHub, repository: Repository, place: Place) {
  const encoded = place.path.split('/').map(encodeURIComponent).join('/')
  const api = apiOf(github, repository)
  const folder = place.type === 'tree'
  const self = `${api}/contents/${encoded}?ref=${encodeURIComponent(place.ref)}`
  const html = `${webOf(github, repository)}/${folder ? 'tree' : 'blob'}/${place.ref}/${encoded}`
  const git = `${api}/git/${folder ? 'trees' : 'blobs'}/${place.sha}`
  return {
    name: place.path.slice(place.path.lastIndexOf('/') + 1),
    path: place.path,
    sha: place.sha,
    size: place.size ?? 0,
    url: self,
    html_url: html,
    git_url: git,
    download_url: folder ? null : `${webOf(github, repository)}/raw/${place.ref}/${encoded}`,
    type: typeOf(place),
    _links: { self, git, html },
  }
}

function typeOf({ type, mode }: Place) {
  if (type === 'tree') return 'dir'
  if (type === 'commit') return 'submodule'
  return mode === '120000' ? 'symlink' : 'file'
}
