import { afterAll, beforeAll, expect, test } from '@jest/globals'
import pg from 'pg'
import { openRegistry, type Registry } from '../../src/registry/registry.ts'
import { freshDatabase } from '../embedded.ts'

let url: string
let two: readonly Registry[]

beforeAll(async () => {
  url = await freshDatabase()
  two = [await openRegistry(url), await openRegistry(url)]
})
afterAll(() => Promise.all(two.map((registry) => registry.close())))

const content = { bucket: 'content a minute', cost: 1, most: 80, seconds: 60 }
const points = { bucket: 'points', cost: 5, most: 900, seconds: 60 }

async function sql(text: string): Promise<void> {
  const client = new pg.Client(url)
  await client.connect()
  await client.query(text)
  await client.end()
}

test('two processes together spend no more than GitHub allows, and know when there is room again', async () => {
  const waits = await Promise.all(
    Array.from({ length: 120 }, (_, n) => two[n % 2]!.take('together', [content, points])),
  )
  expect(waits.filter((wait) => wait === 0)).toHaveLength(80)
  for (const wait of waits) if (wait > 0) expect(wait).toBeGreaterThan(30_000)
  expect(Math.max(...waits)).toBeLessThanOrEqual(60_000)
  expect(await two[0]!.take('somebody else', [content])).toBe(0)
  expect(await two[1]!.spentOf(content.bucket, 60)).toEqual([
    { who: 'somebody else', spent: 1 },
    { who: 'together', spent: 80 },
  ])
})

test('what is out of the window is free again, as much as was paid; what is refused pays nothing', async () => {
  const [registry] = two as [Registry]
  for (let n = 0; n < 3; n += 1) await registry.take('slides', [{ ...content, most: 3 }])
  await sql(`update github_spending set at = at - interval '50 s' where who = 'slides'`)
  const dear = { ...points, bucket: 'other', most: 5 }
  expect(await registry.take('slides', [{ ...content, most: 3 }, dear])).toBeLessThanOrEqual(10_000)
  expect(await registry.take('slides', [dear])).toBe(0)
  await sql(`update github_spending set at = at - interval '11 s' where who = 'slides'`)
  expect(await registry.take('slides', [{ ...content, most: 3 }])).toBe(0)
})

test('one process that GitHub told to be quiet stands for all; and what is over is forgotten', async () => {
  await two[0]!.pause('quiet', 20_000)
  await two[0]!.pause('quiet', 5_000)
  expect(await two[1]!.take('quiet', [content])).toBeGreaterThan(15_000)
  await sql(`update github_pauses set until = now() - interval '1 s'`)
  expect(await two[1]!.take('quiet', [content])).toBe(0)
  await sql(`update github_spending set at = at - interval '2 hours'`)
  await two[0]!.forgetSpending()
  const client = new pg.Client(url)
  await client.connect()
  expect((await client.query('select * from github_spending')).rows).toEqual([])
  expect((await client.query('select * from github_pauses')).rows).toEqual([])
  await client.end()
})
