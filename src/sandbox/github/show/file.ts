import type { FileDiff } from '../git/diff.ts'
import type { GitHub } from '../github.ts'
import type { Repository } from '../memory/repository.ts'
import { apiOf, webOf } from './links.ts'

/** `diff-entry`: one changed file of a pull request or a comparison. */
export function showFile(
  github: GitHub,
  repository: Repository,
  { file, sha }: { file: FileDiff; sha: string },
) {
  const path = file.filename.split('/').map(encodeURIComponent).join('/')
  const web = webOf(github, repository)
  return {
    sha: file.sha,
    filename: file.filename,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${web}/blob/${sha}/${path}`,
    raw_url: `${web}/raw/${sha}/${path}`,
    contents_url: `${apiOf(github, repository)}/contents/${path}?ref=${sha}`,
    ...(file.patch !== null && { patch: file.patch }),
    ...(file.previousFilename !== null && { previous_filename: file.previousFilename }),
  }
}
