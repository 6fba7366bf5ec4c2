import { observeCacheIsolation } from '../../cache/observe-isolation.ts'
import { observeIsolation } from '../../database/observe-isolation.ts'
import { observeOtherMachine } from '../../database/observe-other-machine.ts'
import { observeVectorIsolation } from '../../database/observe-vector-isolation.ts'
import type { VerifyIO } from '../../flows/provision-verify.ts'
import { observeStoreIsolation } from '../../vector/observe-isolation.ts'
import type { VectorStore } from '../../vector/store.ts'
import { joinSeen } from '../../verification/tenant-isolation.ts'
import { cachePlaceOf, placeOf } from './tenant-place.ts'
import { needed, type VerifySubject } from './verify-subject.ts'

/** Database, vectors and cache, tried at once; the bucket is tried by the check of object storage. */
export function isolationLook(
  { run, tenant, logins }: VerifySubject,
  store: VectorStore | undefined,
): VerifyIO['observe']['isolation'] {
  const cache = cachePlaceOf(run)
  return async () => {
    const [login, place] = [needed(logins.database), placeOf(run, tenant)]
    // An estate of nothing but silos has none.
    const shared = run.env.LANDLORD_PLATFORM_DATABASE_URL ?? ''
    const parts = await Promise.all([
      observeIsolation(login, place),
      store === undefined
        ? observeVectorIsolation(login, placeOf(run, tenant, 'vector'))
        : observeStoreIsolation(store, needed(logins.vectors)),
      ...(shared === '' || place.url === shared ? [] : [observeOtherMachine(login, shared)]),
      ...(cache === undefined ? [] : [observeCacheIsolation(needed(logins.cache), cache)]),
    ])
    return {
      ...joinSeen(parts),
      ...(cache === undefined ? { notHere: ['There is no cache here, so nothing of one was tried.'] } : {}),
    }
  }
}
