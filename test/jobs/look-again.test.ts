import { expect, test } from '@jest/globals'
import { lookAgain } from '../../src/jobs/look-again.ts'
import type { Job, Queue } from '../../src/queue/queue.ts'

const pull = { estate: { owner: 'Acme', repo: 'estate', installation: 7 }, number: 3 }

async function sentAfter(again: number): Promise<readonly Job[]> {
  const sent: Job[] = []
  const queue = { send: (job: Job) => Promise.resolve((sent.push(job), 'sent')) } as unknown as Queue
  await lookAgain(queue, pull, { again, delivery: 'd-1' })
  return sent
}

test.each([
  ['the first time after a minute', 0, 60],
  ['the fourth time after eight', 3, 480],
  ['at last after a day and a half', 11, 122_880],
])('%s, with a key of its own, so that it stands in nobody’s way', async (_, again, afterSeconds) => {
  expect(await sentAfter(again)).toEqual([
    {
      queue: 'delivery',
      key: 'look-again acme/estate#3',
      data: { job: { do: 'look-again', pull, again: again + 1 }, delivery: 'd-1' },
      afterSeconds,
    },
  ])
})

test('what nobody has mended by then is left to the next event', async () => {
  expect(await sentAfter(12)).toEqual([])
})
