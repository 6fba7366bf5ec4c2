import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { benchLoad } from '../../scripts/bench/load.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'landlord-load-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** The small one of `npm run bench -- load`. How soon is for a machine that does nothing else; here it is how many, and their cost. */
test('deliveries that come faster than they are worked on are all answered, kept and in the queue, each for little', async () => {
  const said: string[] = []
  const report = await benchLoad({ perSecond: 250, seconds: 1, folder, say: (text) => said.push(text) })
  const { sent, kept, handedOn, landlord } = report
  expect({ answered: landlord.accepted, kept, handedOn }).toEqual({
    answered: sent,
    kept: sent,
    handedOn: sent,
  })
  // A thousand a second leave one of two cores a millisecond for each; measured 0.4 to 0.6.
  expect(landlord.cpuEach).toBeLessThan(4)
}, 120_000)
