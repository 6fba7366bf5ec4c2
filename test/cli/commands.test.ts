import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { tenantText } from '../review/an-estate.ts'
import { expectGolden } from '../golden.ts'
import { aClone, landlord, type Clone } from './a-clone.ts'

let clone: Clone
beforeAll(() => {
  clone = aClone()
  clone.write(
    'tenants/nova-health.yaml',
    tenantText('sunrise-health').replace('id: sunrise-health', 'id: nova-health'),
  )
  clone.commit('Onboard Nova Health')
  // Not committed, and yet part of what would be reviewed.
  clone.write(
    'tenants/vidya-school.yaml',
    tenantText('vidya-school').replace('amount: 200000', 'amount: 300000'),
  )
})
afterAll(() => clone.remove())

/** Data that a schema in `schemas/` has nothing against. */
function fits(name: string, stdout: string): Record<string, unknown> {
  const schema = JSON.parse(
    readFileSync(join(import.meta.dirname, `../../schemas/${name}.schema.json`), 'utf8'),
  ) as object
  const validate = new Ajv2020().compile(schema)
  const data = JSON.parse(stdout) as Record<string, unknown>
  expect(validate(data) ? [] : validate.errors).toEqual([])
  return data
}

describe('check', () => {
  test('a sound estate: nothing on stdout, a word on stderr, 0', async () => {
    const { stdout, stderr, code } = await clone.landlord('check')
    expect({ stdout, code }).toEqual({ stdout: '', code: 0 })
    expect(stderr).toBe('4 tenants checked: 0 errors, 0 warnings.\n')
  })

  test('json fits its schema', async () => {
    const { stdout } = await clone.landlord('check', '--format', 'json')
    expect(fits('check', stdout)).toEqual({ tenants: 4, findings: [] })
  })

  test('what goes wrong with a named tenant in the rules is told with it, from memory as well', async () => {
    const approvers = readFileSync(join(clone.dir, '.github/landlord/APPROVERS'), 'utf8')
    clone.write(
      '.github/landlord/APPROVERS',
      `${approvers}\n[Pupils] when businessUnit == "education"\n/tenants/ boss@acme.example\n`,
    )
    const check = async (path: string) => {
      const { stdout, code } = await clone.landlord('check', path, '--format', 'json')
      const { findings } = fits('check', stdout) as { findings: readonly Record<string, unknown>[] }
      return { code, told: findings.map(({ rule, concerns }) => [rule, concerns]) }
    }
    try {
      const told = [['approvals/nobody-can', ['tenants/vidya-school.yaml']]]
      expect(await check('tenants/vidya-school.yaml')).toEqual({ code: 1, told })
      expect(await check('tenants/vidya-school.yaml')).toEqual({ code: 1, told })
      expect(await check('tenants/bazaar-retail.yaml')).toEqual({ code: 0, told: [] })
    } finally {
      clone.write('.github/landlord/APPROVERS', approvers)
    }
  })
})

describe('review', () => {
  test('text: the decision, the change, the seats', async () => {
    const { stdout, code } = await clone.landlord('review', '--base', 'main')
    expect(code).toBe(0)
    expectGolden('cli/review.txt', stdout)
  })

  test('a head that is named leaves out what is not committed', async () => {
    const { stdout } = await clone.landlord(
      'review',
      '--base',
      'main',
      '--head',
      'change',
      '--format',
      'json',
    )
    expect(JSON.parse(stdout)).toMatchObject({
      outcome: 'waiting',
      decision: 'waiting',
      changes: [{ tenant: 'nova-health', kind: 'onboard', file: 'tenants/nova-health.yaml' }],
    })
  })
})

test('estimate: text, as a finance officer reads it', async () => {
  const all = await clone.landlord('estimate')
  expect(all.code).toBe(0)
  expectGolden('cli/estimate.txt', all.stdout)
  const changed = await clone.landlord('estimate', '--base', 'main', 'tenants/vidya-school.yaml')
  expect(changed.stdout).toMatch(/^vidya-school: ₹[\d,.]+ a month, between .* before$/m)
  expect(changed.stdout).toContain('a year: as now.')
})

test('approvers: text', async () => {
  const { stdout } = await clone.landlord('approvers', 'tenants/nova-health.yaml')
  expectGolden('cli/approvers.txt', stdout)
})

test('estimate: json fits its schema, the lines add up, and only what changed is in it', async () => {
  const { stdout, code } = await clone.landlord('estimate', '--base', 'main', '--format', 'json')
  expect(code).toBe(0)
  const data = fits('estimate', stdout) as {
    total: { expected: string }
    tenants: { id: string; monthly: string; lines: { monthly: string | null; priced: boolean }[] }[]
  }
  expect(data.tenants.map(({ id }) => id)).toEqual(['nova-health', 'vidya-school'])
  const paisa = (amount: string | null) => BigInt((amount ?? '0.00').replace('.', ''))
  for (const { monthly, lines } of data.tenants) {
    expect(lines.reduce((total, line) => total + paisa(line.monthly), 0n)).toBe(paisa(monthly))
    expect(lines.every((line) => line.priced === (line.monthly !== null))).toBe(true)
  }
  expect(data.tenants.reduce((total, { monthly }) => total + paisa(monthly), 0n)).toBe(
    paisa(data.total.expected),
  )
})

test('approvers: json fits its schema; given reviews fill seats, and their author fills none', async () => {
  const reviews = join(clone.dir, 'reviews.json')
  writeFileSync(
    reviews,
    JSON.stringify({
      author: 'hari',
      reviews: [{ login: 'carla' }, { login: 'hari' }],
      teams: {
        ...{ 'acme/cfo': ['carla'], 'acme/cto': ['tom'], 'acme/legal': ['lena'] },
        ...{ 'acme/compliance': ['colin'], 'acme/dpo': ['dana'], 'acme/platform': ['pat'] },
      },
    }),
  )
  const { stdout, code } = await clone.landlord(
    ...['approvers', 'tenants/nova-health.yaml', '--base', 'main', '--reviews', reviews, '--format', 'json'],
  )
  rmSync(reviews)
  expect(code).toBe(0)
  expect(fits('approvers', stdout)).toMatchObject({
    decision: 'waiting',
    changes: [
      {
        tenant: 'nova-health',
        kind: 'onboard',
        seats: [
          { seat: 'CFO', state: 'filled', by: ['carla'], needed: 1, approvers: ['@acme/cfo'] },
          { seat: 'CTO', state: 'open' },
          { seat: 'Legal', state: 'open' },
          { seat: 'Compliance', state: 'open' },
          { seat: 'Data Protection Officer', state: 'open' },
        ],
      },
    ],
    discounted: [{ login: 'hari' }],
  })
})

test('owners: paths, their owners and the line', async () => {
  const { stdout } = await clone.landlord('owners', '--file', '.github/landlord/APPROVERS', 'tenants/a.yaml')
  expect(JSON.parse(stdout)).toContainEqual({
    path: 'tenants/a.yaml',
    owners: ['@acme/cfo'],
    line: expect.any(Number),
  })
})

describe('what cannot run ends with 2, says why, and what to do', () => {
  test.each([
    ['an unknown commit', ['review', '--base', 'nowhere'], /no commit called "nowhere"[^]*git fetch/],
    ['an option in place of a commit', ['review', '--base=--output=x'], /no commit called/],
    ['a folder that is not there', ['check', '--repo', 'nowhere'], /no folder nowhere[^]*--repo/],
    [
      'a path that is not there',
      ['check', 'tenants/nowhere.yaml'],
      /no file or folder tenants\/nowhere\.yaml/,
    ],
    ['a path outside the estate', ['check', '/etc/hosts'], /outside the estate/],
    ['reviews that are not JSON', ['approvers', '--reviews', 'tenants/vidya-school.yaml'], /not valid JSON/],
    ['an owners file that is not there', ['owners', '--file', 'nowhere', 'a'], /cannot be read/],
  ])('%s', async (_, args, words) => {
    const { stdout, stderr, code } = await clone.landlord(...args)
    expect({ stdout, code }).toEqual({ stdout: '', code: 2 })
    expect(stderr).toMatch(words)
    expect(stderr).not.toMatch(/at .*\.ts:\d+/)
  })

  test('a folder that is no git repository, and no estate', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'landlord-none-'))
    const review = await landlord(dir, ['review', '--base', 'main'])
    const check = await landlord(dir, ['check'])
    rmSync(dir, { recursive: true })
    expect(review).toMatchObject({ code: 2, stderr: expect.stringMatching(/not in a git repository/) })
    expect(check).toMatchObject({ code: 2, stderr: expect.stringMatching(/is no estate/) })
  })
})
