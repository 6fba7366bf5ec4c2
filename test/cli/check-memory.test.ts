import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { loadCheckMemory } from '../../src/cli/check-memory.ts'
import { checkEstate } from '../../src/review/check-estate.ts'
import type { EstateFile } from '../../src/tenant/estate-file.ts'
import { aFile } from '../builders.ts'
import { estateRules, estateTenants, tenantText } from '../review/an-estate.ts'

const on = '2026-11-21'
const before = process.env.XDG_CACHE_HOME
let cache = ''
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'landlord-cache-'))
  process.env.XDG_CACHE_HOME = cache
})
afterEach(() => {
  rmSync(cache, { recursive: true })
  if (before === undefined) delete process.env.XDG_CACHE_HOME
  else process.env.XDG_CACHE_HOME = before
})

const golds = (count: number) =>
  Array.from({ length: count }, (_, i) =>
    aFile(
      `tenants/gold-${i}.yaml`,
      tenantText('sunrise-health').replace('id: sunrise-health', `id: gold-${i}`),
    ),
  )
const estate = [...estateRules, ...estateTenants, ...golds(3)]

const check = (files: readonly EstateFile[], day = on) => {
  const { known, save } = loadCheckMemory('/an/estate', files, day)
  const result = checkEstate({ files, on: day }, known)
  save(result.memory)
  return { known, ...result }
}
const kept = () => join(cache, 'landlord', readdirSync(join(cache, 'landlord'))[0] ?? '')

test('what has been judged is not judged again, and comes to the same', () => {
  const first = check(estate)
  expect(first.known).toBeUndefined()
  const second = check(estate)
  expect(second.known).toEqual(JSON.parse(JSON.stringify(first.memory)))
  expect(second.findings).toEqual(first.findings)
  expect(second.memory).toBe(second.known)
})

test.each([
  ['a tenant that was broken', [...estate.slice(0, -1), aFile('tenants/gold-2.yaml', 'id: [')]],
  ['a tenant that is gone', estate.slice(0, -1)],
  ['more tenants than the pool carries', [...estate, ...golds(30)]],
  ['a file in the wrong place', [...estate, aFile('tenants/sub/x.yaml', '')]],
])('%s is told as without a memory', (_, files) => {
  check(estate)
  const { known, findings } = check(files)
  expect(known).toBeDefined()
  expect(findings).toEqual(checkEstate({ files, on }).findings)
})

test.each([
  ['on another day', estate, '2027-06-01'],
  [
    'under other rules',
    estate.map((file) =>
      file.path.endsWith('exchange-rates.yml')
        ? aFile(file.path, `${new TextDecoder().decode(file.bytes)}# seen\n`)
        : file,
    ),
    on,
  ],
])('everything is judged anew %s', (_, files, day) => {
  check(estate)
  expect(check(files, day).known).toBeUndefined()
})

test.each([
  ['cut short', (text: string) => text.slice(0, -100)],
  ['changed by somebody', (text: string) => text.replace('"findings":[]', '"findings":[1]')],
  ['of something else', () => 'hello\n'],
])('a memory that is %s is ignored, and written anew', (_, spoil) => {
  check(estate)
  writeFileSync(kept(), spoil(readFileSync(kept(), 'utf8')))
  expect(check(estate).known).toBeUndefined()
  expect(check(estate).known).toBeDefined()
})

test('a folder that nobody can write only costs time', () => {
  process.env.XDG_CACHE_HOME = '/dev/null'
  expect(check(estate).findings).toEqual(check(estate).findings)
})
