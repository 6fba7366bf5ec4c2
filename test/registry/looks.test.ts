import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openRegistry, type Registry } from '../../src/registry/registry.ts'
import { freshDatabase } from '../embedded.ts'

let url: string
let one: Registry
let other: Registry

beforeAll(async () => {
  url = await freshDatabase()
  one = await openRegistry(url)
  other = await openRegistry(url)
})
afterAll(() => Promise.all([one.close(), other.close()]))

test('of many processes one looks, at each once', async () => {
  const names = ['merges acme/a', 'merges acme/b']
  const taken: string[] = []
  for (let round = 0; round < 3; round += 1) {
    const asked = [one, other, one, other].map((registry) => registry.takeLook(names, 60))
    taken.push(...(await Promise.all(asked)).flatMap((look) => look?.name ?? []))
  }
  expect(taken.sort()).toEqual(names)
})

test('what was not looked at for the longest time comes first', async () => {
  const names = ['pulls acme/a', 'pulls acme/b']
  await one.takeLook(['pulls acme/b'], 60)
  await other.takeLook(['pulls acme/a'], 60)
  expect(await one.takeLook(names, 60)).toBeUndefined()
  expect(await one.takeLook(names, 0)).toMatchObject({ name: 'pulls acme/b' })
})

test('up to where it was looked at is kept, and moves forward only', async () => {
  expect(await one.takeLook(['deliveries'], 60)).toEqual({ name: 'deliveries', seenUntil: undefined })
  await one.saveLook('deliveries', '2026-11-21T10:05:00.000Z')
  await other.saveLook('deliveries', '2026-11-21T10:00:00.000Z')
  expect(await other.takeLook(['deliveries'], 0)).toMatchObject({ seenUntil: '2026-11-21T10:05:00.000Z' })
})

test('a process killed while it looks keeps nobody from the next look', async () => {
  const module = join(import.meta.dirname, '../../src/registry/registry.ts')
  const script = `const { openRegistry } = await import(${JSON.stringify(module)})
    const registry = await openRegistry(${JSON.stringify(url)})
    process.stdout.write((await registry.takeLook(['merges acme/killed'], 60)).name)
    setInterval(() => undefined, 1_000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  expect(String(await once(child.stdout, 'data'))).toBe('merges acme/killed')
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
  const ask = (seconds: number) => other.takeLook(['merges acme/killed'], seconds)
  // Until it is due again it counts as looked at.
  expect(await ask(3_600)).toBeUndefined()
  for (;;) {
    const look = await ask(0.2)
    if (look === undefined) continue
    expect(look.name).toBe('merges acme/killed')
    return
  }
})

test('a merge that was taken up is not found again; one at another commit is, and one of another estate', async () => {
  const estate = { owner: 'acme', repo: 'estate', installation: 7 }
  const merges = [1, 2].map((pull) => ({ pull, sha: `sha ${pull}` }))
  await one.saveMergeTaken(estate, { pull: 1, sha: 'sha 1' })
  await other.saveMergeTaken(estate, { pull: 1, sha: 'sha 1' })
  expect(await other.untakenMerges(estate, merges)).toEqual([merges[1]])
  const moved = { pull: 1, sha: 'another' }
  expect(await one.untakenMerges(estate, [moved])).toEqual([moved])
  expect(await one.untakenMerges({ ...estate, repo: 'other' }, merges)).toEqual(merges)
})
