import { expect, test } from '@jest/globals'
import { openInbox } from '../src/inbox.ts'
import type { Job } from '../src/job.ts'

const estate = { owner: 'acme', repo: 'estate', installation: 7 }
const review = (number: number): Job => ({ do: 'review', pull: { estate, number } })
const delivery = (id: string) => ({ id, event: 'pull_request', estate })

type Broken = Readonly<{ record?: () => Promise<never>; send?: () => Promise<never> }>

/** An inbox on a registry and a queue in memory. */
function anInbox({ record, send }: Broken = {}, patience = 1_000) {
  const kept = new Set<string>()
  const sent: string[] = []
  const handled: string[] = []
  const said: string[] = []
  const accept = openInbox(
    {
      registry: {
        recordDeliveries: (list) => {
          if (record) return record()
          const fresh = list.map(({ id }) => id).filter((id) => !kept.has(id))
          for (const id of fresh) kept.add(id)
          return Promise.resolve(new Set(fresh))
        },
        rememberEstates: () => Promise.resolve(),
        markHandled: (ids) => Promise.resolve(void handled.push(...ids)),
      },
      queue: {
        sendAll: (jobs) => (send ? send() : Promise.resolve(void sent.push(...jobs.map(({ key }) => key)))),
      },
      log: { error: (_: unknown, says?: string) => void said.push(says ?? '') },
    },
    patience,
  )
  return { accept, sent, handled, said }
}

test('what is new is handed on and off the inbox’s hands; what comes again is not', async () => {
  const { accept, sent, handled } = anInbox()
  await Promise.all([accept(delivery('a'), [review(1)]), accept(delivery('b'), [review(2)])])
  await accept(delivery('a'), [review(1)])
  expect(sent).toEqual(['review acme/estate#1', 'review acme/estate#2'])
  expect(handled).toEqual(['a', 'b'])
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

test('kept but not handed on is 503 too, and stays open for the reconciler', async () => {
  const { accept, handled } = anInbox({ send: () => Promise.reject(new Error('away')) })
  await expect(accept(delivery('a'), [review(1)])).rejects.toMatchObject({ status: 503 })
  expect(handled).toEqual([])
})

test('a database that hangs is 503 before Octokit would answer that all is well', async () => {
  const { accept } = anInbox({ record: () => new Promise(() => undefined) }, 20)
  await expect(accept(delivery('a'), [review(1)])).rejects.toMatchObject({ status: 503 })
})
