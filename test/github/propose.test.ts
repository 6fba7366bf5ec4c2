import { describe, expect, test } from '@jest/globals'
import nock from 'nock'
import { loadFileAt } from '../../src/github/load/load-file-at.ts'
import { loadOwnPulls, wasEverOpened } from '../../src/github/load/open-pulls.ts'
import { proposeFile } from '../../src/github/publish/propose-file.ts'
import { maxRuleFileBytes, maxTenantFileBytes } from '../../src/tenant/estate-file.ts'
import { settingsPath } from '../../src/tenant/settings/file.ts'
import { anOctokit, inGitHub, ref } from './a-github.ts'

inGitHub()

const { estate } = ref
const repo = '/repos/acme/estate'
const github = anOctokit()
const api = () => nock('https://api.github.com')

describe('one file of a branch', () => {
  const path = 'tenants/sunrise-health.yaml'
  const answers = (status: number, body: object | readonly object[]) =>
    api()
      .get(`${repo}/contents/tenants%2Fsunrise-health.yaml?ref=main`)
      .reply(status, body as nock.Body)
  const load = () => loadFileAt(github, estate, { path, ref: 'main' })
  const file = {
    ...{ type: 'file', sha: 'b1', size: 3 },
    ...{ encoding: 'base64', content: Buffer.from('id:').toString('base64') },
  }

  test('is read with its object id', async () => {
    answers(200, file)
    expect(await load()).toEqual({
      ...{ path, blob: 'b1', mode: '100644', size: 3 },
      bytes: new TextEncoder().encode('id:'),
    })
  })

  test.each<[string, number, object | readonly object[]]>([
    ['that is not there', 404, { message: 'Not Found' }],
    ['that is a folder', 200, [file]],
    ['that is a symbolic link', 200, { ...file, type: 'symlink' }],
    ['that is a submodule', 200, { ...file, type: 'submodule' }],
    ['that is larger than anybody reads', 200, { ...file, size: maxTenantFileBytes + 1 }],
  ])('%s is none', async (_, status, body) => {
    answers(status, body)
    expect(await load()).toBeUndefined()
  })

  test('that is a rule may be as large as the gate reads one, and is fetched by its id where GitHub leaves it out', async () => {
    const bytes = Buffer.alloc(maxRuleFileBytes, '# price\n')
    const size = bytes.length
    api()
      .get(`${repo}/contents/${encodeURIComponent(settingsPath)}?ref=main`)
      .reply(200, { ...file, size, encoding: 'none', content: '' })
    api()
      .get(`${repo}/git/blobs/b1`)
      .reply(200, { encoding: 'base64', content: bytes.toString('base64') })
    const read = await loadFileAt(github, estate, { path: settingsPath, ref: 'main' })
    expect(read?.size).toBe(size)
    expect(bytes.equals(read?.bytes ?? Buffer.alloc(0))).toBe(true)
  })

  test('that is a rule larger than the gate reads is none', async () => {
    api()
      .get(`${repo}/contents/${encodeURIComponent(settingsPath)}?ref=main`)
      .reply(200, { ...file, size: maxRuleFileBytes + 1, encoding: 'none', content: '' })
    expect(await loadFileAt(github, estate, { path: settingsPath, ref: 'main' })).toBeUndefined()
  })

  test('that GitHub does not let us read says which', async () => {
    answers(403, { message: 'Resource not accessible by integration' })
    await expect(load()).rejects.toThrow(`GitHub does not allow Landlord to read ${path} (403).`)
  })
})

describe('pull requests of the repository’s own branches', () => {
  const pull = (number: number, branch: string, from: number | null) => ({
    number,
    head: { ref: branch, repo: from === null ? null : { id: from } },
    base: { repo: { id: 1 } },
  })

  test('forks are left out, also those that are gone; every page is read', async () => {
    const open = (page: number) => ({ state: 'open', per_page: 100, page })
    api()
      .get(`${repo}/pulls`)
      .query(open(1))
      .reply(200, [pull(1, 'landlord/a', 1), pull(2, 'landlord/a', 2)], {
        link: `<https://api.github.com${repo}/pulls?page=2>; rel="next"`,
      })
    api()
      .get(`${repo}/pulls`)
      .query(open(2))
      .reply(200, [pull(3, 'landlord/b', null), pull(4, 'landlord/c', 1)])
    expect(await loadOwnPulls(github, estate)).toEqual([
      { number: 1, branch: 'landlord/a' },
      { number: 4, branch: 'landlord/c' },
    ])
  })

  test('a refusal says what for', async () => {
    api().get(`${repo}/pulls`).query(true).reply(404, { message: 'Not Found' })
    await expect(loadOwnPulls(github, estate)).rejects.toThrow('to list the open pull requests (404)')
  })

  const ever = (pulls: readonly object[]) =>
    api()
      .get(`${repo}/pulls`)
      .query({ head: 'acme:landlord/a', state: 'all', per_page: 100 })
      .reply(200, pulls)

  test.each<[string, readonly object[], boolean]>([
    ['one that was closed counts', [{ head: { ref: 'landlord/a' } }], true],
    ['none', [], false],
    // GitHub lists everybody's pull requests where it does not understand the filter.
    ['somebody else’s does not', [{ head: { ref: 'landlord/b' } }], false],
  ])('whether a branch ever had one: %s', async (_, pulls, was) => {
    ever(pulls)
    expect(await wasEverOpened(github, estate, 'landlord/a')).toBe(was)
  })
})

describe('a file is proposed', () => {
  const [tip, tree, commit] = ['e', '7', '8'].map((digit) => digit.repeat(40)) as [string, string, string]
  const entry = { path: 'tenants/a.yaml', mode: '100644', type: 'blob', content: 'id: a\n' } as const
  const words = { branch: 'landlord/a', title: 'End it', body: 'Over.', commitMessage: 'End the boost' }
  const propose = () => proposeFile(github, estate, { base: 'main', entry, words })
  const upToTheBranch = () => {
    api()
      .get(`${repo}/branches/main`)
      .reply(200, { commit: { sha: tip, commit: { tree: { sha: 'f'.repeat(40) } } } })
    api()
      .post(`${repo}/git/trees`, { base_tree: 'f'.repeat(40), tree: [entry] })
      .reply(201, { sha: tree })
    api()
      .post(`${repo}/git/commits`, { message: 'End the boost', tree, parents: [tip] })
      .reply(201, { sha: commit })
  }
  const branch = (status: number) =>
    api()
      .post(`${repo}/git/refs`, { ref: 'refs/heads/landlord/a', sha: commit })
      .reply(status, status === 201 ? {} : { message: 'Reference already exists' })
  const pull = (status: number) =>
    api()
      .post(`${repo}/pulls`, { title: 'End it', body: 'Over.', head: 'landlord/a', base: 'main' })
      .reply(status, status === 201 ? { number: 12 } : { message: 'Validation Failed' })

  test('on a branch of our own, off the tip, with one commit', async () => {
    upToTheBranch()
    branch(201)
    pull(201)
    expect(await propose()).toBe(12)
    expect(nock.pendingMocks()).toEqual([])
  })

  test('on the branch that an earlier try left behind, pointed anew', async () => {
    upToTheBranch()
    branch(422)
    api().patch(`${repo}/git/refs/heads%2Flandlord%2Fa`, { sha: commit, force: true }).reply(200, {})
    pull(201)
    expect(await propose()).toBe(12)
    expect(nock.pendingMocks()).toEqual([])
  })

  test('a branch that may not be written ends it, and no pull request is opened', async () => {
    upToTheBranch()
    branch(403)
    pull(201)
    await expect(propose()).rejects.toMatchObject({ status: 403 })
    expect(nock.pendingMocks()).toHaveLength(1)
  })

  test('one that is open already is GitHub’s refusal, passed on', async () => {
    upToTheBranch()
    branch(201)
    pull(422)
    await expect(propose()).rejects.toMatchObject({ status: 422 })
  })
})
