import { expect, test } from '@jest/globals'
import { openInbox, parseKept } from '../../src/inbox/inbox.ts'
import type { Job } from '../../src/jobs/job.ts'

const estate = { owner: 'acme', repo: 'estate', installation: 7 }
const review = (number: number): Job => ({ do: 'review', pull: { estate, number } })
const delivery = (id: string) => ({ id, event: 'pull_request', estate })

type Broken = Readonly<{ record?: () => Promise<never>; send?: () => Promise<never> }>

/** An inbox on a registry and a queue in memory. */
function anInbox({ record, send }: Broken = {}, patience = 1_000) {
  const kept = new Set<string>()
  const sent: string[] = []
  const handled: string[] = []
  const remembered: string[] = []
  const said: string[] = []
  const { accept, settled } = openInbox(
    {
      registry: {
        recordDeliveries: (list) => {
          if (record) return record()
          const fresh = list.map(({ id }) => id).filter((id) => !kept.has(id))
          for (const id of fresh) kept.add(id)
          return Promise.resolve(new Set(fresh))
        },
        rememberEstates: (list) => Promise.resolve(void remembered.push(...list.map(({ repo }) => repo))),
        markHandled: (ids) => Promise.resolve(void handled.push(...ids)),
      },
      queue: {
        sendAll: (jobs) => (send ? send() : Promise.resolve(void sent.push(...jobs.map(({ key }) => key)))),
      },
      log: { error: (_: unknown, says?: string) => void said.push(says ?? '') },
    },
    patience,
  )
  return { accept, settled, sent, handled, remembered, said }
}

test('what is new is handed on and off the inbox’s hands; what comes again is not', async () => {
  const { accept, settled, sent, handled, remembered } = anInbox()
  await Promise.all([accept(delivery('a'), [review(1)]), accept(delivery('b'), [review(2)])])
  await accept(delivery('a'), [review(1)])
  await settled()
  expect(sent).toEqual(['review acme/estate#1', 'review acme/estate#2'])
  expect(handled).toEqual(['a', 'b'])
  expect(remembered).toEqual(['estate', 'estate'])
})

test('the answer waits for the keeping alone: a queue that hangs holds up none', async () => {
  const { accept, handled } = anInbox({ send: () => new Promise(() => undefined) })
  await accept(delivery('a'), [review(1)])
  await accept(delivery('b'), [review(2)])
  expect(handled).toEqual([])
})

test.each([
  ['nobody listens', { code: 'ECONNREFUSED' }, 'nobody listens there'],
  ['read-only', { code: '25006' }, 'the database is read-only'],
  ['its disk is full', { code: '53100' }, 'disk is full'],
])(
  'with a database where %s it is 503, GitHub learns nothing of why, the log does',
  async (_, error, why) => {
    const { accept, said } = anInbox({ record: () => Promise.reject(Object.assign(new Error('x'), error)) })
    await expect(accept(delivery('a'), [review(1)])).rejects.toMatchObject({
      status: 503,
      message: expect.not.stringContaining(why),
    })
    expect(said).toEqual([expect.stringContaining(why)])
  },
)

test('kept but not handed on stays open for the reconciler, and the log says why', async () => {
  const { accept, settled, handled, said } = anInbox({ send: () => Promise.reject(new Error('away')) })
  await accept(delivery('a'), [review(1)])
  await settled()
  expect(handled).toEqual([])
  expect(said).toEqual([expect.stringContaining('handed on later')])
})

test.each([
  ['as it is kept now', { jobs: [review(1)], estate }, { jobs: [review(1)], estates: [estate] }],
  ['as it was kept without its estate', { jobs: [review(1)] }, { jobs: [review(1)], estates: [] }],
  ['with a job of another version', { jobs: [{ do: 'sing' }], estate }, undefined],
  ['something else', 'jobs', undefined],
])('what lies in the inbox is read %s', (_, payload, kept) => {
  expect(parseKept(payload)).toEqual(kept)
})

test('what PostgreSQL cannot keep does not spoil the batch', async () => {
  const kept: unknown[] = []
  const { accept } = openInbox({
    registry: {
      recordDeliveries: (list) => {
        kept.push(...list.map(({ payload }) => payload))
        return Promise.resolve(new Set())
      },
      rememberEstates: () => Promise.resolve(),
      markHandled: () => Promise.resolve(),
    },
    queue: { sendAll: () => Promise.resolve() },
    log: { error: () => undefined },
  })
  const job = (body: string): Job => ({
    do: 'answer',
    comment: { pull: { estate, number: 1 }, id: 1, body, author: { login: 'ria', isBot: false } },
  })
  await accept(delivery('a'), [job('a\u0000b\ud800c'), job('\\u0000 and é')])
  expect(kept).toEqual([{ estate, jobs: [job('a\ufffdb\ufffdc'), job('\\u0000 and é')] }])
})

test('a database that hangs is 503 before Octokit would answer that all is well', async () => {
  const { accept } = anInbox({ record: () => new Promise(() => undefined) }, 20)
  await expect(accept(delivery('a'), [review(1)])).rejects.toMatchObject({ status: 503 })
})
