import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import schema from '../../schemas/simulate.schema.json' with { type: 'json' }
import { expectGolden } from '../golden.ts'
import { aClone, type Clone } from './a-clone.ts'

let clone: Clone
beforeAll(() => {
  clone = aClone()
})
afterAll(() => clone.remove())

const shipped = (name: string) =>
  readFileSync(join(import.meta.dirname, '../../.github/landlord', name), 'utf8')
const simulate = (...more: string[]) =>
  clone.landlord('simulate', '--rules', 'tried', '--on', '2026-11-21', ...more)

/** The rules to try lie in a folder of their own, as somebody copied them. */
function tryRules(changes: Readonly<Record<string, string>>): void {
  for (const name of ['settings.yml', 'APPROVERS', 'prices.yml', 'exchange-rates.yml'])
    clone.write(`tried/${name}`, changes[name] ?? shipped(name))
  for (const name of ['dpdpa', 'gdpr', 'hipaa', 'house', 'pci-dss', 'sox'])
    clone.write(`tried/policies/${name}.yml`, changes[name] ?? shipped(`policies/${name}.yml`))
}

describe('simulate', () => {
  test('the same rules: nothing changes, 0', async () => {
    tryRules({})
    const { stdout, code } = await simulate()
    expect({ stdout, code }).toEqual({
      stdout: 'None of 3 tenants would be judged differently.\n',
      code: 0,
    })
  })

  test('a lower threshold, a dearer dollar and a smaller pool: who, which and how much', async () => {
    tryRules({
      APPROVERS: shipped('APPROVERS').replace('lakh(10)', 'lakh(5)'),
      'exchange-rates.yml': shipped('exchange-rates.yml').replace('84.10', '100.00'),
      'settings.yml': shipped('settings.yml').replace('queriesPerMinute: 20000', 'queriesPerMinute: 500'),
    })
    const { stdout, code } = await simulate()
    expectGolden('cli/simulate.txt', stdout)
    expect(code).toBe(1)
  })

  test('json has the shape that its schema promises', async () => {
    const { stdout } = await simulate('--format', 'json')
    const data: unknown = JSON.parse(stdout)
    const validate = new Ajv2020({ allowUnionTypes: true }).compile(schema)
    expect(validate(data) ? [] : validate.errors).toEqual([])
    expect(data).toMatchObject({ on: '2026-11-21', tenants: 3, compared: 3 })
  })

  test('markdown is what a pull request would show', async () => {
    const { stdout } = await simulate('--format', 'markdown')
    expect(stdout).toMatch(/^#### What the new rules would change\n/)
  })

  test('a stricter rule refuses somebody: 1', async () => {
    tryRules({
      house: shipped('policies/house.yml').replace('data.classification == "restricted"', 'size(id) == 0'),
    })
    const { stdout, stderr, code } = await simulate()
    expect(stdout).toMatch(/sunrise-health {2,}passes → refused/)
    // Its own tests do not hold any more, which is said first.
    expect(stdout).toMatch(/policies\/house\.yml:\d+:\d+ {2}error/)
    expect(stderr).toMatch(/The rules of tried cannot come into force: \d+ errors?\./)
    expect(code).toBe(1)
  })

  test('broken rules: their findings, and nothing is compared', async () => {
    tryRules({ APPROVERS: '[CFO] when budget.yerly > 1\n* @acme/cfo\n' })
    const { stdout, stderr, code } = await simulate()
    expect(stdout).toMatch(/APPROVERS:1:\d+ {2}error/)
    expect(stderr).toContain('So nothing was compared.')
    expect(code).toBe(1)
    const { stdout: json } = await simulate('--format', 'json')
    expect(JSON.parse(json)).toMatchObject({
      compared: 0,
      affected: [],
      findings: [{ file: expect.any(String) }],
    })
  })

  test.each([
    [['--rules', 'nowhere'], 'There is no folder nowhere.'],
    [['--rules', 'tenants'], 'tenants holds no rules'],
    [['--rules', '.', '--on', 'tomorrow'], '"tomorrow" is no day.'],
  ])('%j could not run: 2', async (args, says) => {
    const { stderr, code } = await clone.landlord('simulate', ...args)
    expect(stderr).toContain(says)
    expect(code).toBe(2)
  })

  test('a clone that has rules is as good as a copy of them', async () => {
    const { stdout, code } = await clone.landlord('simulate', '--rules', '.')
    expect({ stdout, code }).toEqual({ stdout: 'None of 3 tenants would be judged differently.\n', code: 0 })
  })
})
