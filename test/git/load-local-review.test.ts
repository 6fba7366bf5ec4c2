import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { loadLocalReview } from '../../src/git/load-local-review.ts'
import { loadEstate } from '../../src/git/working-tree.ts'
import { UserError } from '../../src/tenant/user-error.ts'
import { aClone, type Clone } from '../cli/a-clone.ts'

let clone: Clone
beforeEach(() => {
  clone = aClone()
})
afterEach(() => clone.remove())

const now = '2026-11-21T00:00:00Z'
const load = (head?: string, base = 'main') => loadLocalReview(clone.dir, { base, head, now })
const shape = ({ files }: Awaited<ReturnType<typeof load>>) =>
  files.map(({ path, before, after }) => [path, before?.mode, after?.mode])
const textOf = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes)

test('between two commits: what was added, changed, moved and removed, with git’s own ids', async () => {
  clone.write('tenants/new.yaml', 'id: new\n')
  clone.git('mv', 'tenants/bazaar-retail.yaml', 'tenants/moved.yaml')
  clone.git('rm', '--quiet', 'tenants/vidya-school.yaml')
  clone.commit('Change')
  const input = await load('change')
  expect(shape(input)).toEqual([
    ['tenants/bazaar-retail.yaml', '100644', undefined],
    ['tenants/moved.yaml', undefined, '100644'],
    ['tenants/new.yaml', undefined, '100644'],
    ['tenants/vidya-school.yaml', '100644', undefined],
  ])
  expect(textOf(input.files[2]?.after?.bytes)).toBe('id: new\n')
  expect(input.files[2]?.after?.blob).toBe(clone.git('rev-parse', 'change:tenants/new.yaml').trim())
  expect(input.headPaths).not.toContain('tenants/vidya-school.yaml')
  expect(input.neighbours.map(({ path }) => path)).toContain('tenants/vidya-school.yaml')
  expect(input.on).toMatch(/^2026-11-20T10:00:00/)
  expect(input).toMatchObject({ people: undefined, standing: undefined, pull: undefined })
})

test('the working tree: staged, unstaged and new files alike; ignored and merely touched ones not', async () => {
  clone.write('.gitignore', 'tenants/scratch.yaml\n')
  clone.commit('Ignore')
  clone.write('tenants/scratch.yaml', 'x')
  clone.write('tenants/new.yaml', 'id: new\n')
  clone.write('tenants/staged.yaml', 'id: staged\n')
  clone.git('add', 'tenants/staged.yaml')
  clone.git('rm', '--quiet', 'tenants/vidya-school.yaml')
  const input = await load()
  expect(shape(input)).toEqual([
    ['.gitignore', undefined, '100644'],
    ['tenants/new.yaml', undefined, '100644'],
    ['tenants/staged.yaml', undefined, '100644'],
    ['tenants/vidya-school.yaml', '100644', undefined],
  ])
  expect(input.headPaths).not.toContain('tenants/vidya-school.yaml')
  expect(input.headPaths).toContain('tenants/new.yaml')
  expect(input.on).toBe(now)
})

test('the same commit gives the same ids whether it is checked out or not', async () => {
  clone.write('tenants/new.yaml', 'id: new\n')
  symlinkSync('new.yaml', join(clone.dir, 'tenants/link.yaml'))
  clone.commit('Change')
  expect((await load()).files).toEqual((await load('change')).files)
})

test('what the base has meanwhile is no change of ours, and its rules are those of now', async () => {
  clone.write('tenants/new.yaml', 'id: new\n')
  clone.commit('Change')
  clone.git('checkout', '--quiet', 'main')
  clone.write('.github/landlord/APPROVERS', '* @acme/platform\n')
  clone.commit('Stricter')
  const input = await load('change')
  expect(shape(input)).toEqual([['tenants/new.yaml', undefined, '100644']])
  expect(textOf(input.rules.find(({ path }) => path.endsWith('APPROVERS'))?.bytes)).toBe('* @acme/platform\n')
})

test('bytes come out as they went in, and oversized files are not read', async () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i)
  clone.write('tenants/binary.yaml', bytes)
  clone.write('tenants/large.yaml', 'x'.repeat(300 * 1024))
  clone.commit('Bytes')
  const { files } = await load('change')
  expect(files[0]?.after?.bytes?.length).toBe(256)
  expect(Buffer.from(files[0]?.after?.bytes ?? []).equals(Buffer.from(bytes))).toBe(true)
  expect(files[1]?.after).toMatchObject({ size: 300 * 1024, bytes: undefined })
})

describe('what cannot be compared', () => {
  test.each([
    ['an unknown base', 'change', 'nowhere', /no commit called "nowhere"/],
    ['an unknown head', 'nowhere', 'main', /no commit called "nowhere"/],
    ['an option in place of a base', 'change', '--all', /no commit called "--all"/],
  ])('%s', async (_, head, base, words) => {
    await expect(load(head, base)).rejects.toThrow(words)
    await expect(load(head, base)).rejects.toBeInstanceOf(UserError)
  })

  test('histories that never met', async () => {
    clone.git('checkout', '--quiet', '--orphan', 'other')
    clone.commit('Another beginning')
    await expect(load('other')).rejects.toThrow(/no common history/)
  })

  test('a folder without git, and one that is not there', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'landlord-git-'))
    await expect(loadLocalReview(dir, { base: 'main', head: undefined, now })).rejects.toThrow(
      /not in a git repository/,
    )
    expect(() => loadEstate(dir)).toThrow(/is no estate/)
    rmSync(dir, { recursive: true })
    expect(() => loadEstate(dir)).toThrow(/no folder/)
  })
})
