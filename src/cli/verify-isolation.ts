import { observeCacheIsolation } from '../cache/observe-isolation.ts'
import { observeIsolation } from '../database/observe-isolation.ts'
import { observeVectorIsolation } from '../database/observe-vector-isolation.ts'
import type { Place } from '../database/provision.ts'
import type { VerifyIO } from '../flows/provision-verify.ts'
import { joinSeen } from '../verification/tenant-isolation.ts'
import { cachePlaceOf } from './tenant-place.ts'
import { needed, type VerifySubject } from './verify-subject.ts'

/** Database, vectors and cache, tried at once; the bucket is tried by the check of object storage. */
export function isolationLook(
  { run, logins }: VerifySubject,
  documents: Place,
  vectors: Place,
): VerifyIO['observe']['isolation'] {
  const cache = cachePlaceOf(run)
  return async () => {
    const login = needed(logins.database)
    const parts = await Promise.all([
      observeIsolation(login, documents),
      observeVectorIsolation(login, vectors),
      ...(cache === undefined ? [] : [observeCacheIsolation(needed(logins.cache), cache)]),
    ])
    return {
      ...joinSeen(parts),
      ...(cache === undefined ? { notHere: ['There is no cache here, so nothing of one was tried.'] } : {}),
    }
  }
}
