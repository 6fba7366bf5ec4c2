import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Finding } from '../../src/tenant/finding.ts'
import { tenantText } from '../review/an-estate.ts'
import { expectGolden } from '../golden.ts'
import { aClone, type Clone, type Ran } from './a-clone.ts'

/** Every way in which a tenant file can be wrong, all in one branch: none may hide another. */
const good = tenantText('vidya-school')
const named = (id: string) => good.replace('id: vidya-school', `id: ${id}`)

const files: Record<string, string | Uint8Array> = {
  'tenants/a-syntax.yaml': 'id: a-syntax\nname: [unclosed\n',
  'tenants/b-twice.yaml': `${named('b-twice')}\ntier: gold\n`,
  'tenants/c-unknown.yaml': named('c-unknown').replace('tier: bronze', 'teir: bronze'),
  'tenants/d-types.yaml': named('d-types').replace('amount: 200000', 'amount: lots'),
  'tenants/e-name.yaml': named('something-else'),
  'tenants/sub/vidya-school.yaml': good,
  'tenants/g-large.yaml': `id: g-large\n# ${'x'.repeat(1024 * 1024)}\n`,
  'tenants/h-bomb.yaml': `a: &a [x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]\nd: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c]\ne: [*d, *d, *d, *d, *d, *d, *d, *d, *d]\n`,
  'tenants/i-binary.yaml': Uint8Array.from([0x69, 0x64, 0x3a, 0x20, 0, 1, 2, 3]),
  'tenants/j-latin.yaml': Buffer.from('id: j-latin\nname: Caf\xe9\n', 'latin1'),
  'tenants/k-empty.yaml': '',
  'tenants/o-fine.yaml': named('o-fine'),
}

let clone: Clone
let check: Ran
let findings: readonly Finding[]

beforeAll(async () => {
  clone = aClone()
  for (const [path, content] of Object.entries(files)) clone.write(path, content)
  symlinkSync('vidya-school.yaml', join(clone.dir, 'tenants/l-link.yaml'))
  clone.git('mv', 'tenants/bazaar-retail.yaml', 'tenants/m-moved.yaml')
  clone.commit('All that can go wrong')
  check = await clone.landlord('check', '--format', 'json')
  findings = (JSON.parse(check.stdout) as { findings: Finding[] }).findings
}, 60_000)
afterAll(() => clone.remove())

describe('check', () => {
  test.each([
    ['invalid YAML', 'tenants/a-syntax.yaml', /^yaml\//, /\w/],
    ['a duplicate key', 'tenants/b-twice.yaml', /^yaml\//, /twice|already|duplicate/i],
    ['an unknown key, the nearest one suggested', 'tenants/c-unknown.yaml', /unknown/, /teir/],
    ['a wrong type', 'tenants/d-types.yaml', /^schema\//, /amount/],
    ['an id that is not the file’s name', 'tenants/e-name.yaml', /./, /something-else/],
    [
      'two files for one tenant, one of them in a subfolder',
      'tenants/sub/vidya-school.yaml',
      /^estate\/same-id$/,
      /vidya-school/,
    ],
    ['a file of 1 MB', 'tenants/g-large.yaml', /^file\/too-large$/, /KiB/],
    ['an alias bomb', 'tenants/h-bomb.yaml', /yaml\/alias/, /alias|anchor|too/i],
    ['binary data', 'tenants/i-binary.yaml', /^file\/binary$/, /binary/],
    ['text that is not UTF-8', 'tenants/j-latin.yaml', /^file\/encoding$/, /UTF-8/],
    ['an empty file', 'tenants/k-empty.yaml', /^file\/empty$/, /empty/],
    ['a symbolic link', 'tenants/l-link.yaml', /^file\/symlink$/, /link/],
    ['a renamed file', 'tenants/m-moved.yaml', /./, /bazaar-retail/],
  ])('%s has a located finding in plain words', (_, file, rule, words) => {
    const mine = findings.filter((finding) => finding.file === file)
    expect(mine).not.toEqual([])
    expect(mine.map((finding) => finding.rule).join()).toMatch(rule)
    expect(mine.map(({ says, fix }) => `${says} ${fix}`).join('\n')).toMatch(words)
    for (const { line, column, says, fix, severity } of mine) {
      expect({ severity, says: says !== '', fix: fix !== '' }).toEqual({
        severity: 'deny',
        says: true,
        fix: true,
      })
      expect(line).toBeGreaterThanOrEqual(1)
      expect(column).toBeGreaterThanOrEqual(1)
    }
  })

  test('the process survives all of them at once, ends with 1, and a good file stays good', () => {
    expect(check.code).toBe(1)
    expect(check.stderr).not.toMatch(/at .*\.ts:\d+/)
    expect(findings.filter(({ file }) => file === 'tenants/o-fine.yaml')).toEqual([])
  })

  test('as text, with the lines in question', async () => {
    const { stdout, code } = await clone.landlord('check')
    expect(code).toBe(1)
    expectGolden('cli/bad-input.txt', stdout)
  })

  test('of one file shows that file alone', async () => {
    const { stdout, stderr, code } = await clone.landlord(
      'check',
      'tenants/c-unknown.yaml',
      '--format',
      'json',
    )
    expect(code).toBe(1)
    const shown = (JSON.parse(stdout) as { findings: Finding[] }).findings
    expect(new Set(shown.map(({ file }) => file))).toEqual(new Set(['tenants/c-unknown.yaml']))
    expect(stderr).toContain('1 tenant checked')
  })
})

describe('review', () => {
  test('says the same, explains the move, and loses nothing of the good file', async () => {
    const { stdout, code } = await clone.landlord(
      'review',
      '--base',
      'main',
      '--head',
      'change',
      '--format',
      'json',
    )
    expect(code).toBe(1)
    const verdict = JSON.parse(stdout) as {
      outcome: string
      findings: Finding[]
      changes: { tenant: string }[]
    }
    expect(verdict.outcome).toBe('refused')
    const files = new Set(verdict.findings.map(({ file }) => file))
    for (const file of Object.keys(filesThatAreBad)) expect(files).toContain(file)
    expect(verdict.findings.find(({ rule }) => rule === 'estate/moved')?.says).toContain(
      'tenants/bazaar-retail.yaml',
    )
    expect(verdict.changes.map(({ tenant }) => tenant)).toContain('o-fine')
  })

  test('as the comment', async () => {
    const { stdout, code } = await clone.landlord('review', '--base', 'main', '--format', 'markdown')
    expect(code).toBe(1)
    expect(stdout.length).toBeLessThan(60_000)
    expectGolden('cli/bad-input.md', stdout)
  })
})

const filesThatAreBad = Object.fromEntries(
  Object.entries(files).filter(([path]) => path !== 'tenants/o-fine.yaml'),
)
