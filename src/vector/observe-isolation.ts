import { randomUUID } from 'node:crypto'
import type { Attempt, IsolationSeen } from '../verification/tenant-isolation.ts'
import { dimensions } from '../verification/vector-probe.ts'
import { ours } from './names.ts'
import { granted, wordsOf, type Answer, type Session, type VectorStore } from './store.ts'

/** Plants two canaries with the very same vector, one with another tenant, then tries with the tenant's key to reach that one. */
export async function observeStoreIsolation(store: VectorStore, key: string): Promise<IsolationSeen> {
  const structure = await store.structure()
  if (!(await store.leftovers()).namespace) return { attempts: [nothingThere], structure }
  const canary = { own: randomUUID(), other: randomUUID(), vector: randomVector() }
  const places = [
    [store.own, canary.own],
    [ours.other, canary.other],
  ] as const
  return store.operate(async (operator) => {
    try {
      for (const [name, id] of places)
        granted(await operator.namespace(name).plant([{ id, numbers: canary.vector }]))
      return { attempts: await attack({ store, operator, key }, canary), structure }
    } finally {
      for (const [name, id] of places) await operator.namespace(name).remove([id])
    }
  })
}

const broken: Attempt = { result: 'broken', why: 'the tenant has no namespace' }
const nothingThere = { name: 'foreign-vectors', control: broken, attempt: broken } as const

type Look = Readonly<{ store: VectorStore; operator: Session; key: string }>
type Canary = Readonly<{ own: string; other: string; vector: readonly number[] }>

async function attack(
  { store, operator, key }: Look,
  { own, other, vector }: Canary,
): Promise<IsolationSeen['attempts']> {
  const [tenant, nobody, forger] = [store.as(key), store.as(undefined), store.as(await store.keys.forge())]
  const find = async (session: Session, name: string, id: string): Promise<Attempt> =>
    attemptOf(
      await session.namespace(name).nearest(vector, 10),
      (ids) => ids.filter((it) => it === id).length,
    )
  const insert = async (name: string): Promise<Attempt> => {
    const id = randomUUID()
    const answer = await tenant.namespace(name).plant([{ id, numbers: vector }])
    if (answer.said === 'yes') await operator.namespace(name).remove([id])
    return attemptOf(answer, () => 1)
  }
  const make = async (session: Session): Promise<Attempt> => {
    const answer = await session.create(ours.forbidden)
    if (answer.said === 'yes') await operator.drop(ours.forbidden)
    return attemptOf(answer, () => 1)
  }
  const seen = await tenant.list()
  return [
    {
      name: 'foreign-vectors',
      control: await find(tenant, store.own, own),
      attempt: await find(tenant, store.own, other),
    },
    {
      name: 'foreign-namespace-read',
      control: await find(operator, ours.other, other),
      attempt: await find(tenant, ours.other, other),
    },
    { name: 'foreign-namespace-write', control: await insert(store.own), attempt: await insert(ours.other) },
    {
      name: 'namespace-listing',
      control: attemptOf(await operator.list(), (names) => names.filter((it) => it === ours.other).length),
      // A store may refuse to list, or list what is the tenant's: both show nothing of another.
      attempt:
        seen.said === 'no'
          ? { result: 'allowed', rows: 0 }
          : attemptOf(seen, (names) => names.filter((name) => name !== store.own).length),
    },
    {
      name: 'namespace-making',
      control: await find(tenant, store.own, own),
      attempt: await make(tenant),
    },
    {
      name: 'without-a-key',
      control: await find(tenant, store.own, own),
      attempt: worse(await find(nobody, store.own, own), await find(forger, store.own, own)),
    },
  ]
}

function attemptOf<T>(answer: Answer<T>, rowsIn: (value: T) => number): Attempt {
  if (answer.said === 'yes') return { result: 'allowed', rows: rowsIn(answer.value) }
  return answer.said === 'no' ? { result: 'refused' } : { result: 'broken', why: wordsOf(answer) }
}

/** The one that was not refused, if there is one. */
const worse = (one: Attempt, other: Attempt): Attempt => (one.result === 'refused' ? other : one)

/** Another direction each time, so that nothing of an earlier look lies near. */
const randomVector = (): readonly number[] => Array.from({ length: dimensions }, () => Math.random() * 2 - 1)
