import { afterAll, afterEach, beforeAll } from '@jest/globals'
import { Octokit } from '@octokit/rest'
import nock from 'nock'
import type { EstateFile } from '../../src/tenant/estate-file.ts'
import type { PullRef } from '../../src/review/input.ts'
import { aFile } from '../builders.ts'

/** A GitHub made of nock interceptors: one repository, one pull request, and a count of what was asked. */
export type FakeGitHub = Readonly<{ asked: string[]; octokit: Octokit }>

export const ref: PullRef = { estate: { owner: 'acme', repo: 'estate', installation: 1 }, number: 7 }

export const headSha = 'c'.repeat(40)
export const baseSha = 'a'.repeat(40)
export const mergeBaseSha = 'b'.repeat(40)

type Commit = {
  sha?: string
  author?: string | null
  email?: string
  committer?: string | null
  message?: string
}
/** `user`: null once the account was deleted. */
type Review = { user: string | null; type?: string; state?: string; sha?: string; at?: string }

export type Scene = Readonly<{
  base?: readonly EstateFile[]
  mergeBase?: readonly EstateFile[]
  head?: readonly EstateFile[]
  /** Trees of other commits. */
  trees?: Readonly<Record<string, readonly EstateFile[] | 'gone'>>
  truncated?: boolean
  commits?: readonly Commit[]
  reviews?: readonly Review[]
  teams?: Readonly<Record<string, readonly string[]>>
  permissions?: Readonly<Record<string, string>>
  /** Who is on the first page of the list of writers; all with the permission unless told. */
  listed?: readonly string[]
  fork?: 'deleted' | 'other'
  /** Commits a page. */
  pageSize?: number
}>

export const approversFile = aFile(
  '.github/landlord/APPROVERS',
  '[CFO] when budget.yearly >= lakh(10)\n* @acme/cfo @maya\n[CTO]\nterraform/ @acme/cto\n',
)

const defaultTeams: NonNullable<Scene['teams']> = { 'acme/cfo': ['carla'], 'acme/cto': ['tom'] }

/** Every file that imports this one calls it: nock takes hold of the process when it is loaded, until it is restored. */
export function inGitHub(): void {
  beforeAll(() => nock.disableNetConnect())
  afterEach(() => nock.cleanAll())
  afterAll(() => {
    nock.enableNetConnect()
    nock.restore()
  })
}

export function aGitHub(scene: Scene = {}): FakeGitHub {
  const base = scene.base ?? [approversFile]
  const mergeBase = scene.mergeBase ?? base
  const head = scene.head ?? base
  const trees: Record<string, readonly EstateFile[] | 'gone'> = {
    [baseSha]: base,
    [mergeBaseSha]: mergeBase,
    [headSha]: head,
    ...scene.trees,
  }
  const all = Object.values(trees).flatMap((tree) => (tree === 'gone' ? [] : tree))
  const blobs = new Map(all.map((file) => [file.blob, file]))
  const commits = (scene.commits ?? [{ author: 'ria' }]).map(aCommit)
  const asked: string[] = []
  const api = nock('https://api.github.com').persist()
  api.on('request', (request: Request) => {
    asked.push(`${request.method} ${pathOf(request)}`)
  })
  const repo = '/repos/acme/estate'

  api.get(`${repo}/pulls/7`).reply(200, {
    title: 'Onboard',
    user: { login: 'ria' },
    draft: false,
    head: { sha: headSha, repo: scene.fork === 'deleted' ? null : { id: scene.fork === 'other' ? 2 : 1 } },
    base: { sha: 'stale'.padEnd(40, '0'), ref: 'main', repo: { id: 1 } },
  })
  const size = scene.pageSize ?? 100
  api.get(new RegExp(`^${repo}/compare/`)).reply((request: Request) => {
    const page = Number(new URL(request.url).searchParams.get('page'))
    return [
      200,
      {
        base_commit: { sha: baseSha },
        merge_base_commit: {
          sha: mergeBase === base ? baseSha : mergeBaseSha,
          commit: { committer: { date: '2026-11-01T00:00:00Z' } },
        },
        total_commits: commits.length,
        commits: commits.slice((page - 1) * size, page * size),
      },
    ]
  })
  for (const [sha, files] of Object.entries(trees)) {
    const tree = api.get(`${repo}/git/trees/${sha}?recursive=1`)
    if (files === 'gone') tree.reply(404, { message: 'Not Found' })
    else
      tree.reply(200, {
        sha,
        truncated: scene.truncated === true,
        tree: [
          { path: 'tenants', mode: '040000', type: 'tree', sha: 'd'.repeat(40) },
          ...files.map(({ path, mode, blob, size: bytes }) => ({
            path,
            mode,
            type: 'blob',
            sha: blob,
            size: bytes,
          })),
        ],
      })
  }
  api.get(new RegExp(`^${repo}/git/blobs/`)).reply((request: Request) => {
    const file = blobs.get(pathOf(request).split('/').at(-1)!)
    return [200, { encoding: 'base64', content: Buffer.from(file?.bytes ?? '').toString('base64') }]
  })
  api
    .get(new RegExp(`^${repo}/pulls/7/reviews`))
    .reply((request: Request) => paged(request, size, (scene.reviews ?? []).map(aReview)))
  api.get(/^\/orgs\/acme\/teams\/[^/]+\/members/).reply((request: Request) => {
    const members = (scene.teams ?? defaultTeams)[`acme/${pathOf(request).split('/')[4]!}`]
    return members === undefined
      ? [404, { message: 'Not Found' }]
      : paged(
          request,
          size,
          members.map((login) => ({ login })),
        )
  })
  api.get(`${repo}/collaborators?permission=push&per_page=100`).reply(() => {
    const known = ['ria', ...Object.values(scene.teams ?? defaultTeams).flat()]
    const may = known.filter((login) => ['admin', 'write'].includes(scene.permissions?.[login] ?? 'write'))
    const listed = scene.listed ?? may
    return [200, listed.map((login) => ({ login, permissions: { pull: true, push: true } }))]
  })
  api.get(new RegExp(`^${repo}/collaborators/`)).reply((request: Request) => {
    const permission = scene.permissions?.[pathOf(request).split('/')[5]!] ?? 'write'
    return permission === 'none' ? [404, { message: 'Not Found' }] : [200, { permission }]
  })
  return { asked, octokit: anOctokit() }
}

const silent = () => undefined
export const anOctokit = (): Octokit =>
  new Octokit({
    request: { fetch: globalThis.fetch },
    log: { debug: silent, info: silent, warn: silent, error: silent },
  })

const pathOf = ({ url }: Request): string => url.slice('https://api.github.com'.length)

function paged(
  request: Request,
  size: number,
  items: readonly unknown[],
): [number, unknown, Record<string, string>] {
  const url = new URL(request.url)
  const page = Number(url.searchParams.get('page') ?? 1)
  const more = items.length > page * size
  return [
    200,
    items.slice((page - 1) * size, page * size),
    more ? { link: `<${url.pathname}?page=${page + 1}>; rel="next"` } : {},
  ]
}

function aCommit({ sha, author = 'ria', email, committer = author, message = 'Change' }: Commit) {
  const account = (login: string | null) => (login === null ? null : { login })
  const address = email ?? `${author ?? 'stranger'}@acme.example`
  return {
    sha: sha ?? headSha,
    commit: {
      message,
      author: { email: address, date: '2026-11-20T10:00:00Z' },
      committer: {
        email: committer === author ? address : 'noreply@github.com',
        date: '2026-11-20T10:00:00Z',
      },
    },
    author: account(author),
    committer: account(committer),
  }
}

const aReview = ({
  user,
  type = 'User',
  state = 'APPROVED',
  sha = headSha,
  at = '2026-11-20T11:00:00Z',
}: Review) => ({
  user: user === null ? null : { login: user, type },
  state,
  commit_id: sha,
  ...(state === 'PENDING' ? {} : { submitted_at: at }),
})
