import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { dimensions, planVectorProbe, tallyAnswers, wanted } from '../verification/vector-probe.ts'
import type { VectorSearch } from '../verification/vector-search.ts'
import { wordsOf, type VectorStore } from './store.ts'

/** Searches, with the tenant's key, for vectors that were planted with it a moment ago, and removes them whatever happens. */
export async function observeStoreSearch(store: VectorStore, key: string): Promise<VectorSearch> {
  const probing = planVectorProbe(Math.random, randomUUID)
  const tenant = store.as(key).namespace(store.own)
  try {
    const planted = await tenant.plant(probing.planted)
    if (planted.said !== 'yes') return { searched: false, why: wordsOf(planted) }
    const [samples, answers]: [number[], (readonly string[])[]] = [[], []]
    for (const { query } of probing.searches) {
      const began = performance.now()
      const found = await tenant.nearest(query, wanted)
      samples.push(performance.now() - began)
      if (found.said !== 'yes') return { searched: false, why: wordsOf(found) }
      answers.push(found.value)
    }
    return {
      ...{ searched: true, method: store.kind, dimensions, planted: probing.planted.length, samples },
      ...tallyAnswers(probing, answers),
    }
  } finally {
    // As the operator: what a tenant could plant and may no longer remove goes all the same.
    const ids = probing.planted.map(({ id }) => id)
    await store.operate((operator) => operator.namespace(store.own).remove(ids))
  }
}
