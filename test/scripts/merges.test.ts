import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, jest, test } from '@jest/globals'
import { benchMerges, renderMerges } from '../../scripts/bench/merges.ts'
import { freshDatabase } from '../embedded.ts'

// A minute of GitHub's takes a second or two here; a busy machine may take its time for the rest.
jest.setTimeout(120_000)

test('sixty tenants merged at once are each dispatched once, within GitHub’s limits', async () => {
  const home = await mkdtemp(join(tmpdir(), 'landlord-merges-'))
  const merges = await benchMerges({
    ...{ databaseUrl: await freshDatabase(), home },
    ...{ tenants: 60, squeeze: 30, part: 1 / 6 },
  })
  await rm(home, { recursive: true, force: true })
  expect(merges).toMatchObject({ dispatched: 60, repeated: 0, mayDispatch: 30, leastSeconds: 60 })
  expect(merges.seconds).toBeGreaterThan(30)
  // A machine that stands still for a second between paying and sending may be refused, and then waits as it is told.
  expect(merges.refused).toBeLessThanOrEqual(3)
  expect(renderMerges(merges)).toContain('60 dispatched')
})
