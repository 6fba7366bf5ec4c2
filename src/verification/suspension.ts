import { judgeProbes, type Check, type Probe } from './judgement.ts'

/** How a suspended tenant is held back: where the operator looked, and what it found. */
export type Suspension = Readonly<{
  mode: 'hold' | 'drain' | 'readOnly'
  database: Readonly<{ canLogin: boolean; sessions: number; writesRefused: boolean }>
  /** Undefined = there is none here. */
  cache: Readonly<{ canLogin: boolean; mayWrite: boolean }> | undefined
  /** What its role is denied of its bucket; undefined = there is none here. */
  bucket: 'everything' | 'writes' | 'nothing' | undefined
  /** What its key to a store of vectors may do; absent = there is no such store here. */
  vectors?: 'read' | 'write' | 'nothing' | undefined
}>

/** Stands in for connectivity while a tenant is suspended: what must not work does not. */
export const suspension: Check<Suspension> = {
  name: 'database-connectivity',
  expects: 'The tenant is suspended, and held back everywhere as its file says.',
  judge: (seen) => judgeProbes(seen.mode === 'readOnly' ? readOnly(seen) : shut(seen)),
}

const shut = ({ mode, database, cache, bucket, vectors }: Suspension): readonly Probe[] => [
  { says: 'Its role cannot log in to the database.', holds: !database.canLogin },
  ...(mode === 'drain'
    ? [{ says: `${database.sessions} sessions go on until they end.`, holds: true }]
    : [{ says: `${database.sessions} sessions are open.`, holds: database.sessions === 0 }]),
  ...(cache === undefined ? [] : [{ says: 'Its user cannot log in to the cache.', holds: !cache.canLogin }]),
  ...(bucket === undefined
    ? []
    : [{ says: 'Its role is denied everything in its bucket.', holds: bucket === 'everything' }]),
  ...(vectors === undefined ? [] : [{ says: 'It has no key to its vectors.', holds: vectors === 'nothing' }]),
]

const readOnly = ({ database, cache, bucket, vectors }: Suspension): readonly Probe[] => [
  { says: 'The database refuses what it would write.', holds: database.writesRefused },
  ...(cache === undefined
    ? []
    : [{ says: 'The cache refuses what it would write.', holds: !cache.mayWrite }]),
  ...(bucket === undefined
    ? []
    : [{ says: 'Its role is denied all writes to its bucket.', holds: bucket === 'writes' }]),
  ...(vectors === undefined
    ? []
    : [{ says: 'Its key to its vectors does not write.', holds: vectors !== 'write' }]),
]
