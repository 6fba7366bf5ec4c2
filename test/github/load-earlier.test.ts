import { describe, expect, test } from '@jest/globals'
import { loadCommitAt } from '../../src/github/load/load-earlier.ts'
import type { GitHub } from '../../src/github/octokit.ts'
import type { EstateRef } from '../../src/tenant/estate-ref.ts'

const estate: EstateRef = { owner: 'acme', repo: 'estate', installation: 1 }

type Listed = Readonly<{ sha: string; parents: readonly { sha: string }[] }>
const listed = (sha: string, ...parents: readonly string[]): Listed => ({
  sha,
  parents: parents.map((parent) => ({ sha: parent })),
})
/** A GitHub that lists these commits, a hundred a page. */
const listing = (commits: readonly Listed[]) => {
  const request = (_route: string, { page }: { page: number }) =>
    Promise.resolve({ data: commits.slice((page - 1) * 100, page * 100) })
  return { request } as unknown as GitHub
}
const at = (commits: readonly Listed[], tip = 'tip') =>
  loadCommitAt(listing(commits), estate, { tip, since: '2026-10-22T00:00:00Z' })

describe('where a branch stood at a moment', () => {
  test('is the first commit that is older than all that came since', async () => {
    expect(await at([listed('tip', 'b'), listed('b', 'old')])).toBe('old')
  })
  test('is its tip, when nothing came since', async () => {
    expect(await at([])).toBe('tip')
  })
  test('is along the first parents: a commit with a date of its writer’s choice behind a merge is not it', async () => {
    // `forged` claims to be older than the window, so GitHub does not list it.
    expect(await at([listed('tip', 'b', 'forged'), listed('b', 'old')])).toBe('old')
  })
  test('is nowhere, when the branch began later', async () => {
    expect(await at([listed('tip', 'root'), listed('root')])).toBeUndefined()
  })
  test('over several pages, up to a thousand commits; beyond, nobody can tell and everything counts as new', async () => {
    const chain = (length: number) =>
      Array.from({ length }, (_, n) => listed(n === 0 ? 'tip' : `c${n}`, `c${n + 1}`))
    expect(await at(chain(250))).toBe('c250')
    expect(await at(chain(1_200))).toBeUndefined()
  })
})
