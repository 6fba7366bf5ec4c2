import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { parseAssignment, withFields } from '../../src/cli/what-if.ts'
import { aFile } from '../builders.ts'
import { expectGolden } from '../golden.ts'
import { aClone, type Clone } from './a-clone.ts'

let clone: Clone
beforeAll(() => {
  clone = aClone()
})
afterAll(() => clone.remove())

describe('estimate --all', () => {
  test('adds the estate up four ways', async () => {
    const { stdout, code } = await clone.landlord('estimate', '--all')
    expect(code).toBe(0)
    expectGolden('cli/estimate-all.txt', stdout)
  })
  test('what if every tenant were silver, as Markdown', async () => {
    const { stdout } = await clone.landlord(
      'estimate',
      '--all',
      '--set',
      'tier=silver',
      '--format',
      'markdown',
    )
    expectGolden('cli/estimate-all-silver.md', stdout)
  })
  test('json fits its schema, and each grouping adds up to the total', async () => {
    const { stdout } = await clone.landlord('estimate', '--all', '--format', 'json')
    const path = join(import.meta.dirname, '../../schemas/estimate.schema.json')
    const validate = new Ajv2020().compile(JSON.parse(readFileSync(path, 'utf8')) as object)
    const data = JSON.parse(stdout) as {
      total: { expected: string }
      totals: Record<string, { monthly: string; tenants: number }[]>
    }
    expect(validate(data) ? [] : validate.errors).toEqual([])
    expect(Object.keys(data.totals)).toEqual(['businessUnit', 'costCenter', 'region', 'tier'])
    for (const rows of Object.values(data.totals)) {
      const paise = rows.reduce((sum, { monthly }) => sum + Math.round(Number(monthly) * 100), 0)
      expect(paise).toBe(Math.round(Number(data.total.expected) * 100))
      expect(rows.reduce((sum, { tenants }) => sum + tenants, 0)).toBe(3)
    }
  })
})

describe('estimate --set', () => {
  test('compares one tenant with what it would be', async () => {
    const { stdout, code } = await clone.landlord(
      'estimate',
      'tenants/vidya-school.yaml',
      '--set',
      'tier=gold',
      'models=[gpt-4o]',
      '--format',
      'markdown',
    )
    expect(code).toBe(0)
    expectGolden('cli/estimate-what-if.md', stdout)
  })
  test.each<[string, readonly string[], string]>([
    ['a value that no tenant may have', ['--set', 'tier=platinum'], 'platinum'],
    ['a part of a field that is one word', ['--set', 'tier.size=3'], 'tier.size cannot be set'],
    ['no field', ['--set', 'silver'], 'sets no field'],
    ['the id', ['--set', 'id=other'], 'sets no field'],
    ['together with a base', ['--set', 'tier=gold', '--base', 'main'], '--base shows what has changed'],
    ['a name beside --all', ['--all', 'tenants/vidya-school.yaml'], '--all is every tenant'],
  ])('refuses %s', async (_what, options, says) => {
    const { stderr, code } = await clone.landlord('estimate', ...options)
    expect(code).not.toBe(0)
    expect(stderr).toContain(says)
  })
})

describe('a field is set as it would be written', () => {
  const file = aFile('tenants/a.yaml', 'tier: gold # by contract\nusage:\n  storageGiB: 5\n')
  test.each([
    ['tier=silver', 'tier: silver # by contract\nusage:\n  storageGiB: 5\n'],
    ['usage.storageGiB=7.5', 'tier: gold # by contract\nusage:\n  storageGiB: 7.5\n'],
    [
      'quotas.queriesPerMinute=9',
      'tier: gold # by contract\nusage:\n  storageGiB: 5\nquotas:\n  queriesPerMinute: 9\n',
    ],
    ['models=[gpt-4o]', 'tier: gold # by contract\nusage:\n  storageGiB: 5\nmodels:\n  - gpt-4o\n'],
  ])('%s', (set, text) => {
    const changed = withFields(file, [parseAssignment(set)])
    expect(new TextDecoder().decode(changed.bytes)).toBe(text)
    expect(changed.blob).not.toBe(file.blob)
  })
  test('what cannot be read stays as it is', () => {
    const broken = aFile('tenants/a.yaml', 'tier: [')
    expect(withFields(broken, [parseAssignment('tier=silver')])).toBe(broken)
  })
})

describe('estimate --on the day of a commit', () => {
  const on = (day: string) =>
    clone.landlord('estimate', 'tenants/bazaar-retail.yaml', '--on', day, '--format', 'json')
  const rate = (ran: Awaited<ReturnType<typeof on>>) =>
    (JSON.parse(ran.stdout) as { exchangeRate: { rate: string } }).exchangeRate.rate

  test('is the same to the paisa at any later date, whichever rate holds by then', async () => {
    const [then, later] = [await on('2026-08-31'), await on('2026-09-01')]
    expect([rate(then), rate(later)]).toEqual(['83.20', '84.10'])
    clone.write(
      '.github/landlord/exchange-rates.yml',
      readFileSync(join(clone.dir, '.github/landlord/exchange-rates.yml'), 'utf8').replace(
        /^rates:$/m,
        'rates:\n  - { from: USD, to: INR, rate: 99, validFrom: 2026-09-02, source: later, basis: agreed }',
      ),
    )
    expect((await on('2026-08-31')).stdout).toBe(then.stdout)
    expect((await on('2026-09-01')).stdout).toBe(later.stdout)
    expect(rate(await on('2026-09-02'))).toBe('99.00')
    clone.git('checkout', '--', '.github/landlord/exchange-rates.yml')
  })
  test('that is none ends it', async () => {
    expect(await on('yesterday')).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('is no day'),
    })
  })
})
