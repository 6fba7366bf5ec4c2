import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Octokit } from '@octokit/rest'
import { startGitHub, type SandboxGitHub, type SandboxOptions } from '../../../src/sandbox/github/start.ts'

/** A GitHub with one organisation, one repository and its people, as most tests want it. */
export type Estate = Readonly<{
  github: SandboxGitHub
  home: string
  /** A client of `@octokit/rest` for `ria`, `pat` (write), `boss` (owner), or any token. */
  as: (who: string) => Octokit
  token: (who: string) => string
  close: () => Promise<void>
}>

export const repo = { owner: 'acme', repo: 'estate' } as const

export async function newEstate(options: Partial<SandboxOptions> = {}): Promise<Estate> {
  const home = await mkdtemp(join(tmpdir(), 'sandbox-github-'))
  const github = await startGitHub({ home, ...options })
  const { world } = github
  const tokens = new Map<string, string>()
  for (const login of ['boss', 'ria', 'pat', 'reader', 'stranger']) tokens.set(login, world.createUser(login))
  world.createOrganization('acme', { admins: ['boss'] })
  world.createTeam('acme', 'platform', { members: ['pat', 'ria'] })
  await world.createRepository('acme', 'estate', {
    from: { 'README.md': '# Estate\n', 'tenants/first.yaml': 'id: first\ntier: gold\n' },
  })
  world.grant('acme/estate', 'acme/platform', 'write')
  world.grant('acme/estate', 'reader', 'read')
  const token = (who: string) => tokens.get(who) ?? who
  return {
    github,
    home,
    token,
    as: (who) => client(github, token(who)),
    close: async () => {
      await github.close()
      await rm(home, { recursive: true, force: true })
    },
  }
}

/** Octokit without its warnings: a refused request is what many tests ask for. */
export function client({ url }: Pick<SandboxGitHub, 'url'>, auth?: string): Octokit {
  const quiet = () => undefined
  const log = { debug: quiet, info: quiet, warn: quiet, error: quiet }
  return new Octokit({ baseUrl: url, log, ...(auth && { auth }) })
}

/** A branch with these files on it, one commit each. */
export async function commitFiles(
  octokit: Octokit,
  branch: string,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  const main = await octokit.git.getRef({ ...repo, ref: 'heads/main' })
  await octokit.git.createRef({ ...repo, ref: `refs/heads/${branch}`, sha: main.data.object.sha })
  let sha = main.data.object.sha
  for (const [path, text] of Object.entries(files)) {
    sha = await putFile(octokit, { branch, path, text })
  }
  return sha
}

export async function putFile(
  octokit: Octokit,
  { branch, path, text }: { branch: string; path: string; text: string },
): Promise<string> {
  const known = await octokit.repos.getContent({ ...repo, path, ref: branch }).catch(() => undefined)
  const sha = known && !Array.isArray(known.data) ? known.data.sha : undefined
  const written = await octokit.repos.createOrUpdateFileContents({
    ...repo,
    path,
    branch,
    message: `Change ${path}`,
    content: Buffer.from(text).toString('base64'),
    ...(sha && { sha }),
  })
  return written.data.commit.sha ?? ''
}

export async function openPull(octokit: Octokit, branch: string, files: Readonly<Record<string, string>>) {
  await commitFiles(octokit, branch, files)
  const { data } = await octokit.pulls.create({ ...repo, head: branch, base: 'main', title: `Add ${branch}` })
  return data
}
