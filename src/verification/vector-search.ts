import { judgeProbes, type Check } from './judgement.ts'
import { percentile } from './query-latency.ts'

export type VectorSearch =
  /** The database answered that it would not: no table, no function, no right. */
  | Readonly<{ searched: false; why: string }>
  | Readonly<{
      searched: true
      /** pgvector with an index, every vector compared, or a store of vectors. */
      method: 'pgvector' | 'exact' | 'qdrant' | 'pinecone'
      dimensions: number
      /** Vectors there were to find. */
      planted: number
      /** Searches whose known nearest neighbour came first. */
      known: number
      /** Share of the true ten nearest that were returned, 0 to 1. */
      recall: number
      /** Milliseconds of each search, at the client. */
      samples: readonly number[]
    }>

/** What an index may leave out: HNSW at pgvector's defaults stays above. */
const leastRecall = 0.95

/** `thresholdMs`: p95 that the estate's settings allow for any query. */
export const vectorSearch = (thresholdMs: number): Check<VectorSearch> => ({
  name: 'vector-search',
  expects: `A search finds the tenant's own vectors: the known nearest first, ${leastRecall * 100} % of the ten nearest, 95 of 100 searches within ${thresholdMs} ms.`,
  judge: (seen) => {
    if (!seen.searched) return { outcome: 'fail', evidence: [`Broken: the search was refused: ${seen.why}`] }
    const { method, dimensions, planted, known, recall, samples } = seen
    const [p50, p95] = [percentile(samples, 0.5), percentile(samples, 0.95)]
    return judgeProbes([
      {
        says: `The known nearest neighbour came first in ${known} of ${samples.length} searches.`,
        holds: known === samples.length && samples.length > 0,
      },
      {
        says: `Recall ${recall.toFixed(2)} of the ten nearest of ${planted} (${dimensions} dimensions, ${methodWords[method]}).`,
        holds: recall >= leastRecall,
      },
      { says: `p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms.`, holds: p95 <= thresholdMs },
    ])
  },
})

const methodWords = { pgvector: 'pgvector', exact: 'exact search', qdrant: 'Qdrant', pinecone: 'Pinecone' }
