import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { aClone, type Clone } from './a-clone.ts'

let clone: Clone
beforeAll(() => {
  clone = aClone()
})
afterAll(() => clone.remove())

const options = [
  ...['--name', 'Acme Retail', '--tier', 'silver', '--region', 'ap-south-1', '--owner', 'ria@acme.example'],
  ...['--business-unit', 'retail', '--cost-center', 'CC-1042', '--gl-code', '6100-200', '--budget', '6 lakh'],
  ...['--classification', 'internal'],
]
const text = (path: string) => readFileSync(join(clone.dir, path), 'utf8')

test('a whole tenant from options: written, sound, and what to do next', async () => {
  const { stdout, stderr, code } = await clone.landlord(
    'new',
    'acme-retail',
    ...options,
    '--categories',
    'none',
  )
  expect({ stdout, code }).toEqual({ stdout: 'tenants/acme-retail.yaml\n', code: 0 })
  expect(stderr).toContain('git switch -c onboard-acme-retail')
  expect(text('tenants/acme-retail.yaml')).toMatch(
    /^# yaml-language-server: \$schema=\.\.\/schemas\/tenant\.schema\.json\n/,
  )
  expect((await clone.landlord('check', 'tenants/acme-retail.yaml')).code).toBe(0)
})

test('what the rules have against it is shown with its place; the file is there to be mended', async () => {
  const { stderr, code } = await clone.landlord('new', 'acme-people', ...options, '--categories', 'personal')
  expect(code).toBe(1)
  expect(stderr).toMatch(/^tenants\/acme-people\.yaml:\d+:\d+ {2}error .*house\/breach-contact$/m)
  expect(stderr).toContain('mend tenants/acme-people.yaml')
  expect(existsSync(join(clone.dir, 'tenants/acme-people.yaml'))).toBe(true)
})

test('what would be no tenant file is shown and not written', async () => {
  const { stdout, stderr, code } = await clone.landlord(
    ...['new', 'acme-else', ...options, '--categories', 'none', '--region', 'mars-1'],
  )
  expect({ stdout, code }).toEqual({ stdout: '', code: 1 })
  expect(stderr).toMatch(/has no region `mars-1`[^]*Nothing was written\.\n$/)
  expect(existsSync(join(clone.dir, 'tenants/acme-else.yaml'))).toBe(false)
})

test('a file that is there is never touched', async () => {
  const before = text('tenants/vidya-school.yaml')
  const { stderr, code } = await clone.landlord('new', 'vidya-school', ...options, '--categories', 'none')
  expect(code).toBe(2)
  expect(stderr).toContain('tenants/vidya-school.yaml is already there.')
  expect(text('tenants/vidya-school.yaml')).toBe(before)
})

test('nobody to ask: what is missing is named, and nothing is written', async () => {
  const { stderr, code } = await clone.landlord('new', 'acme-none')
  expect(code).toBe(2)
  expect(stderr).toMatch(/missing: --name, --tier, .*--categories\.\n/)
  expect(existsSync(join(clone.dir, 'tenants/acme-none.yaml'))).toBe(false)
})

test('an id that would leave the folder is refused', async () => {
  const { stderr, code } = await clone.landlord('new', '../escape', ...options, '--categories', 'none')
  expect(code).toBe(2)
  expect(stderr).toContain('ID "../escape" will not do')
  expect(existsSync(join(clone.dir, 'escape.yaml'))).toBe(false)
})
