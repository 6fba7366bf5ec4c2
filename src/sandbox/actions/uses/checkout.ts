import { mkdir } from 'node:fs/promises'
import { resolve, sep } from 'node:path'
import type { Action, ActionIO } from './action.ts'

/** `actions/checkout` of the run's own repository, over the network like the real one. */
export const checkout: Action = {
  inputs: ['ref', 'path', 'fetch-depth', 'fetch-tags', 'persist-credentials', 'token', 'repository'],
  ignored: ['clean', 'show-progress', 'set-safe-directory'],
  async run(io) {
    const { inputs, desk, scene, output } = io
    const { repository } = scene.request
    const full = `${repository.owner}/${repository.name}`
    if ((inputs.repository ?? full).toLowerCase() !== full.toLowerCase())
      throw new Error(`The sandbox checks out ${full} only, not ${inputs.repository ?? ''}.`)
    const folder = resolve(desk.workspace, inputs.path ?? '.')
    if (folder !== desk.workspace && !folder.startsWith(desk.workspace + sep))
      throw new Error(`The path '${inputs.path ?? ''}' lies outside the workspace.`)
    await mkdir(folder, { recursive: true })

    const header = credentials(inputs.token ?? scene.request.token)
    scene.masks.add(header.split(' ').at(-1) ?? '')
    const git = openGit(io, folder, header)
    await git('init', '--quiet', '--initial-branch', repository.defaultBranch)
    await git('remote', 'add', 'origin', repository.cloneUrl)
    const target = await fetchTarget(io, git)
    await git('-c', 'advice.detachedHead=false', 'checkout', '--quiet', '--force', ...target)
    if (inputs['persist-credentials'] !== 'false')
      await git('config', `http.${new URL(repository.cloneUrl).origin}/.extraheader`, header)
    const lines: string[] = []
    await git.read(lines, 'rev-parse', 'HEAD')
    const [sha = ''] = lines
    output.setOutput('commit', sha)
    output.setOutput('ref', inputs.ref ?? scene.request.ref)
    output.line(`Checked out ${sha}`)
  },
}

type Git = {
  (...args: string[]): Promise<void>
  read: (lines: string[], ...args: string[]) => Promise<void>
  try: (...args: string[]) => Promise<boolean>
}

/** The token travels in git's environment, where a list of processes does not show it. */
function openGit({ exec }: ActionIO, cwd: string, header: string): Git {
  const env = {
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'http.extraHeader',
    GIT_CONFIG_VALUE_0: header,
  }
  const must = (args: readonly string[], code: number) => {
    if (code !== 0) throw new Error(`git ${args.join(' ')} failed with exit code ${code}.`)
  }
  return Object.assign(async (...args: string[]) => must(args, await exec(['git', ...args], { cwd, env })), {
    read: async (lines: string[], ...args: string[]) =>
      must(args, await exec(['git', ...args], { cwd, env, onLine: (line) => lines.push(line) })),
    try: async (...args: string[]) => (await exec(['git', ...args], { cwd, env })) === 0,
  })
}

/** Fetches what was asked for; the answer is what `git checkout` is to be told. */
async function fetchTarget({ inputs, scene }: ActionIO, git: Git): Promise<readonly string[]> {
  const ref = inputs.ref === undefined || inputs.ref === '' ? undefined : inputs.ref
  const depth = Number(inputs['fetch-depth'] ?? '1')
  if (!Number.isInteger(depth) || depth < 0)
    throw new Error(`fetch-depth is not a whole number: ${String(depth)}`)
  const tags = inputs['fetch-tags'] === 'true' ? '--tags' : '--no-tags'
  const branch = branchOf(ref ?? scene.request.ref)
  const sha = ref === undefined ? scene.request.sha : /^[0-9a-f]{40}$/.test(ref) ? ref : undefined

  const everything = () => git('fetch', '--quiet', '--tags', 'origin', '+refs/heads/*:refs/remotes/origin/*')
  if (depth === 0) await everything()
  if (sha !== undefined) {
    const found =
      depth === 0 ? true : await git.try('fetch', '--quiet', tags, `--depth=${depth}`, 'origin', sha)
    // A server may refuse to hand out a commit by its name; a branch that holds it will do.
    if (!found) await everything()
    return ref === undefined && branch !== undefined ? ['-B', branch, sha] : ['--detach', sha]
  }
  if (depth > 0) {
    const wanted = ref?.startsWith('refs/') ? ref : `refs/heads/${branch ?? ''}`
    await git('fetch', '--quiet', tags, `--depth=${depth}`, 'origin', wanted)
    return branch === undefined ? ['--detach', 'FETCH_HEAD'] : ['-B', branch, 'FETCH_HEAD']
  }
  return branch === undefined ? ['--detach', ref ?? 'HEAD'] : ['-B', branch, `refs/remotes/origin/${branch}`]
}

function branchOf(ref: string): string | undefined {
  if (ref.startsWith('refs/heads/')) return ref.slice('refs/heads/'.length)
  return ref.startsWith('refs/') ? undefined : ref
}

function credentials(token: string): string {
  return `AUTHORIZATION: basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`
}
