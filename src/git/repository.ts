import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { simpleGit, type SimpleGit } from 'simple-git'
import { UserError } from '../tenant/user-error.ts'
import { noFolder } from './no-folder.ts'

/** A clone on this machine. */
export type Repository = Readonly<{ git: SimpleGit; root: string }>

export async function openRepository(dir: string): Promise<Repository> {
  const folder = resolve(dir)
  if (!existsSync(folder)) throw noFolder(dir)
  const git = simpleGit(folder)
  const root = await git.revparse(['--show-toplevel']).catch((cause: unknown) => {
    throw new UserError(`${dir} is not in a git repository.`, {
      fix: 'Run this in a clone of the estate, or name one with --repo DIR.',
      cause,
    })
  })
  return { git: simpleGit(root), root }
}

/** The commit that a branch, tag or SHA names. */
export async function resolveCommit({ git }: Repository, ref: string): Promise<string> {
  // What looks like an option is one to git, wherever it stands; a revision never begins with a hyphen.
  const commit = ref.startsWith('-') ? '' : await revision(git, ref)
  if (commit === '')
    throw new UserError(`This repository knows no commit called "${ref}".`, {
      fix: 'Check the name, or fetch it first: `git fetch origin`, then for example --base origin/main.',
    })
  return commit
}

async function revision(git: SimpleGit, ref: string): Promise<string> {
  try {
    return (await git.raw(['rev-parse', '--verify', '--quiet', `${ref}^{commit}`])).trim()
  } catch {
    return ''
  }
}

export async function mergeBaseOf({ git }: Repository, base: string, head: string): Promise<string> {
  const sha = await git.raw(['merge-base', base, head]).catch(() => '')
  if (sha.trim() === '')
    throw new UserError('Base and head have no common history, so nothing can be compared.', {
      fix: 'In a shallow clone run `git fetch --unshallow`; otherwise name another --base.',
    })
  return sha.trim()
}
