import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { list, move, setAside } from '../../src/cli/run-estates.ts'
import { show } from '../../src/cli/run-audit.ts'
import { openRegistry, type Registry } from '../../src/registry/registry.ts'
import { freshDatabase } from '../embedded.ts'

let registry: Registry
const said: string[] = []
const printed = (): string => said.splice(0).join('')
const estate = { owner: 'acme', repo: 'estate', installation: 7, id: 1 }

beforeAll(async () => {
  const url = await freshDatabase()
  process.env.DATABASE_URL = url
  registry = await openRegistry(url)
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean(said.push(String(text))))
  await registry.rememberEstates([estate, { ...estate, repo: 'other', id: 2 }])
  await registry.saveDecision(estate, { pull: 1, headSha: 'a', author: 'ria', blobs: {} } as never)
}, 30_000)
afterAll(async () => {
  jest.restoreAllMocks()
  delete process.env.DATABASE_URL
  process.exitCode = 0
  await registry.close()
})

test('what is in the way of an estate is listed; set aside, its name is free and its chain is still there', async () => {
  await registry.rememberEstates([{ ...estate, id: 99 }])
  await list()
  expect(printed()).toBe(
    '✓ acme/other\n✗ acme/estate: its name belongs to another repository now, number 99\n',
  )
  expect(process.exitCode).toBe(1)
  process.exitCode = 0
  await setAside('acme/estate')
  const [, aside = ''] = /is under (acme\/estate~\d{4}-\d\d-\d\d)\./.exec(printed()) ?? []
  await registry.rememberEstates([{ ...estate, id: 99 }])
  await list()
  expect(printed()).toBe(`✓ acme/estate\n✓ acme/other\n✗ ${aside}: set aside by hand\n`)
  expect([process.exitCode, await registry.displacedCount()]).toEqual([0, 0])
  await show('any', { estate: aside })
  expect(printed()).toContain(`the estate acme/estate is ${aside} from here on`)
})

test('an estate is moved by hand, onto no name that something is kept under', async () => {
  await move('acme/other', 'acme/renamed')
  expect(printed()).toBe('acme/other is acme/renamed from here on.\n')
  await expect(move('acme/renamed', 'acme/estate')).rejects.toThrow('could not be moved')
  await expect(move('acme/nobody', 'acme/x')).rejects.toThrow('could not be moved')
  await expect(move('acme', 'acme/x')).rejects.toThrow('no name of a repository')
})
