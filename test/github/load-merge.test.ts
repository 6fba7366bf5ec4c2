import { describe, expect, test } from '@jest/globals'
import nock from 'nock'
import { blobCache } from '../../src/github/blob-cache.ts'
import { loadMerge, loadMergedSince } from '../../src/github/load/load-merge.ts'
import type { EstateFile } from '../../src/tenant/estate-file.ts'
import { aFile } from '../builders.ts'
import { anOctokit, inGitHub } from './a-github.ts'

inGitHub()

const repo = '/repos/acme/estate'
const estate = { owner: 'acme', repo: 'estate', installation: 1 }
const github = anOctokit()
const api = () => nock('https://api.github.com')
const sha = 'a'.repeat(40)
const parent = 'b'.repeat(40)

const settings = aFile('.github/landlord/settings.yml', 'apiVersion: landlord/v1\n')
const tree = (commit: string, files: readonly EstateFile[]) => {
  api()
    .get(`${repo}/git/trees/${commit}?recursive=1`)
    .reply(200, {
      truncated: false,
      tree: files.map(({ path, mode, blob, size }) => ({ path, mode, type: 'blob', sha: blob, size })),
    })
  for (const { blob, bytes } of files)
    api()
      .persist()
      .get(`${repo}/git/blobs/${blob}`)
      .reply(200, { encoding: 'base64', content: Buffer.from(bytes ?? '').toString('base64') })
}
const shown = (changes: object = {}) =>
  api()
    .get(`${repo}/pulls/7`)
    .reply(200, {
      merged: true,
      merge_commit_sha: sha,
      merged_at: '2026-11-21T10:00:00Z',
      head: { sha: 'e'.repeat(40) },
      base: { ref: 'main', repo: { default_branch: 'main' } },
      ...changes,
    })

function merged(
  touched: readonly { filename: string; status: string; previous_filename?: string }[],
  { before, at }: { before: readonly EstateFile[]; at: readonly EstateFile[] },
) {
  shown()
  api().get(`${repo}/pulls/7/files?per_page=100&page=1`).reply(200, touched)
  api()
    .get(`${repo}/git/commits/${sha}`)
    .reply(200, { parents: [{ sha: parent }, { sha: 'c'.repeat(40) }] })
  tree(sha, at)
  tree(parent, before)
  return loadMerge(github, { estate, pull: 7, sha }, blobCache())
}
const text = (file: EstateFile | undefined) =>
  file?.bytes === undefined ? undefined : Buffer.from(file.bytes).toString('utf8')

describe('what a merge changed', () => {
  test('only the tenant files of that pull request, before and at the merge', async () => {
    const other = aFile('tenants/other.yaml', 'id: other\n')
    const input = await merged(
      [
        { filename: 'tenants/new.yaml', status: 'added' },
        { filename: 'tenants/old.yaml', status: 'modified' },
        { filename: 'README.md', status: 'modified' },
      ],
      {
        before: [settings, aFile('tenants/old.yaml', 'a\n')],
        at: [
          settings,
          other,
          aFile('tenants/old.yaml', 'b\n'),
          aFile('tenants/new.yaml', 'c\n'),
          aFile('README.md', 'x'),
        ],
      },
    )
    expect(input.files.map(({ path, before, after }) => [path, text(before), text(after)])).toEqual([
      ['tenants/new.yaml', undefined, 'c\n'],
      ['tenants/old.yaml', 'a\n', 'b\n'],
    ])
    expect(input.paths).toContain('tenants/other.yaml')
    expect(input).toMatchObject({ parent, headSha: 'e'.repeat(40), mergedAt: '2026-11-21T10:00:00Z' })
    expect(text(input.settings)).toBe('apiVersion: landlord/v1\n')
  })

  test('a file added and then changed in a rebased pull request is new', async () => {
    const input = await merged([{ filename: 'tenants/new.yaml', status: 'added' }], {
      before: [aFile('tenants/new.yaml', 'first\n')],
      at: [aFile('tenants/new.yaml', 'second\n')],
    })
    expect(input.files.map(({ before, after }) => [text(before), text(after)])).toEqual([
      [undefined, 'second\n'],
    ])
  })

  test('a removal, and a rename as one that goes and one that comes', async () => {
    const input = await merged(
      [
        { filename: 'tenants/gone.yaml', status: 'removed' },
        { filename: 'tenants/to.yaml', previous_filename: 'tenants/from.yaml', status: 'renamed' },
      ],
      {
        before: [aFile('tenants/gone.yaml', 'g\n'), aFile('tenants/from.yaml', 'm\n')],
        at: [aFile('tenants/to.yaml', 'm\n')],
      },
    )
    expect(input.files.map(({ path, before, after }) => [path, text(before), text(after)])).toEqual([
      ['tenants/gone.yaml', 'g\n', undefined],
      ['tenants/to.yaml', undefined, 'm\n'],
      ['tenants/from.yaml', 'm\n', undefined],
    ])
  })

  test('a list that GitHub cut is not believed: the trees are compared', async () => {
    const page = (n: number) =>
      Array.from({ length: 100 }, (_, i) => ({ filename: `x/${n}-${i}`, status: 'added' }))
    shown()
    for (let n = 1; n <= 30; n++)
      api()
        .get(`${repo}/pulls/7/files?per_page=100&page=${n}`)
        .reply(200, page(n), n < 30 ? { link: `<x>; rel="next"` } : {})
    api()
      .get(`${repo}/git/commits/${sha}`)
      .reply(200, { parents: [{ sha: parent }] })
    tree(sha, [aFile('tenants/late.yaml', 'l\n')])
    tree(parent, [])
    const input = await loadMerge(github, { estate, pull: 7, sha }, blobCache())
    expect(input.files.map(({ path }) => path)).toEqual(['tenants/late.yaml'])
  })

  test.each([
    ['into another branch', { base: { ref: 'play', repo: { default_branch: 'main' } } }],
    ['never', { merged: false }],
    ['as another commit', { merge_commit_sha: 'd'.repeat(40) }],
  ])('nothing when it was merged %s', async (_, changes) => {
    shown(changes)
    expect(await loadMerge(github, { estate, pull: 7, sha }, blobCache())).toEqual({
      files: [],
      paths: [],
      settings: undefined,
      parent: undefined,
      headSha: 'e'.repeat(40),
      mergedAt: '2026-11-21T10:00:00Z',
    })
  })

  test.each([
    [403, 'does not allow'],
    [404, 'no such thing'],
    [502, 'GitHub failed'],
  ])('a refusal is said in words: %i', async (status, says) => {
    api().persist().get(/.*/).reply(status, { message: 'no' })
    await expect(loadMerge(github, { estate, pull: 7, sha }, blobCache())).rejects.toMatchObject({
      message: expect.stringContaining(says),
    })
  })
})

test('missed merges: those merged since, oldest first; the merely closed are none', async () => {
  const pull = (number: number, merged_at: string | null, updated_at: string) => ({
    number,
    merged_at,
    updated_at,
    merge_commit_sha: String(number).repeat(40),
  })
  api().get(repo).reply(200, { default_branch: 'main' })
  api()
    .get(`${repo}/pulls?state=closed&base=main&sort=updated&direction=desc&per_page=100&page=1`)
    .reply(200, [
      pull(4, '2026-11-21T10:09:00Z', '2026-11-21T10:09:00Z'),
      pull(3, null, '2026-11-21T10:08:00Z'),
      pull(1, '2026-11-20T00:00:00Z', '2026-11-21T10:07:00Z'),
      pull(2, '2026-11-21T10:05:00Z', '2026-11-21T10:06:00Z'),
    ])
  const found = await loadMergedSince(github, estate, new Date('2026-11-21T10:00:00Z'))
  expect(found.map((merge) => [merge.pull, merge.mergedAt])).toEqual([
    [2, '2026-11-21T10:05:00Z'],
    [4, '2026-11-21T10:09:00Z'],
  ])
})
