import { describe, expect, test } from '@jest/globals'
import { endOverBoosts, type EndBoostsIO } from '../../src/flows/end-boosts.ts'
import type { Deployed } from '../../src/provisioning/deployed.ts'
import type { EstateFile } from '../../src/tenant/estate-file.ts'
import { aFile } from '../builders.ts'

const estate = { owner: 'acme', repo: 'estate', installation: 1 }
const path = 'tenants/acme-retail.yaml'
const boosted = `id: acme-retail\nboosts:\n  - { quota: storageGiB, by: 500, until: '2026-11-20', reason: The Diwali sale. }\nname: Acme\n`
const without = 'id: acme-retail\nname: Acme\n'

/** An estate whose pull requests open and close as it is told. */
function aWorld(deployed: string, base: string | undefined, now = '2026-11-21T00:00:00Z') {
  const world = {
    deployed,
    base: base === undefined ? undefined : aFile(path, base),
    pulls: [] as { number: number; branch: string; state: 'open' | 'closed'; text: string; title: string }[],
    said: [] as string[],
  }
  const io: EndBoostsIO = {
    deployed: () =>
      Promise.resolve([{ tenant: 'acme-retail', file: path, source: world.deployed, blob: 'b' } as Deployed]),
    ownPulls: () => Promise.resolve(world.pulls.filter(({ state }) => state === 'open')),
    wasOpened: (_, branch) => Promise.resolve(world.pulls.some((pull) => pull.branch === branch)),
    loadFile: (): Promise<EstateFile | undefined> => Promise.resolve(world.base),
    open: (_, { text, words: { branch, title } }) => {
      const number = world.pulls.length + 1
      world.pulls.push({ number, branch, state: 'open', text, title })
      return Promise.resolve(number)
    },
    close: (_, number, says) => {
      world.pulls = world.pulls.map((pull) => (pull.number === number ? { ...pull, state: 'closed' } : pull))
      world.said.push(says)
      return Promise.resolve()
    },
    now: () => new Date(now),
  }
  return { world, tick: () => endOverBoosts(estate, io) }
}

const nothing = { opened: [], closed: [], byHand: [] }

describe('after its last day', () => {
  test('one pull request takes the boost out, and none a second time', async () => {
    const { world, tick } = aWorld(boosted, boosted)
    expect(await tick()).toEqual({ ...nothing, opened: [1] })
    expect(world.pulls).toEqual([
      expect.objectContaining({
        text: without,
        title: 'End the boost of acme-retail, over since 2026-11-20',
      }),
    ])
    expect(await tick()).toEqual(nothing)
  })

  test('one that somebody closed is not opened again', async () => {
    const { world, tick } = aWorld(boosted, boosted)
    await tick()
    world.pulls = world.pulls.map((pull) => ({ ...pull, state: 'closed' }))
    expect(await tick()).toEqual(nothing)
  })

  test('another boost later has a pull request of its own', async () => {
    const { world, tick } = aWorld(boosted, boosted)
    await tick()
    const next = boosted.replace('500', '700')
    world.deployed = next
    world.base = aFile(path, next)
    expect(await tick()).toEqual({ ...nothing, opened: [2], closed: [1] })
  })
})

test('on its last day nothing happens', async () => {
  expect(await aWorld(boosted, boosted, '2026-11-20T23:59:59Z').tick()).toEqual(nothing)
})

test('a boost that is not deployed yet is nobody’s to end', async () => {
  expect(await aWorld(without, boosted).tick()).toEqual(nothing)
})

test('what is done by hand already needs no pull request', async () => {
  expect(await aWorld(boosted, without).tick()).toEqual(nothing)
  expect(await aWorld(boosted, undefined).tick()).toEqual(nothing)
})

test('done by hand meanwhile, it is closed with a word', async () => {
  const { world, tick } = aWorld(boosted, boosted)
  await tick()
  world.base = aFile(path, without)
  world.deployed = without
  expect(await tick()).toEqual({ ...nothing, closed: [1] })
  expect(world.said).toEqual([expect.stringContaining('nothing left to do')])
  expect(await tick()).toEqual(nothing)
})

test('a longer day given by hand closes it too', async () => {
  const { world, tick } = aWorld(boosted, boosted)
  await tick()
  world.base = aFile(path, boosted.replace('2026-11-20', '2026-12-31'))
  expect(await tick()).toEqual({ ...nothing, closed: [1] })
})

test('a file that only a person can edit is told of, and left alone', async () => {
  const inline = `{ id: acme-retail, boosts: [{ quota: storageGiB, by: 5, until: '2026-11-20', reason: The sale. }] }\n`
  expect(await aWorld(inline, inline).tick()).toEqual({ ...nothing, byHand: ['acme-retail'] })
})
