import type { TenantId } from '../tenant/tenant.ts'
import { UserError } from '../tenant/user-error.ts'
import { qdrantStore } from './qdrant.ts'
import type { VectorStore } from './store.ts'

type Env = Readonly<Record<string, string | undefined>>

/** The tenant's place in the store that the settings name, with the operator's address and key from the environment. */
export function vectorStoreOf(kind: VectorStore['kind'], tenant: TenantId, env: Env): VectorStore {
  const [url = '', key = ''] = [env.LANDLORD_PLATFORM_VECTOR_URL, env.LANDLORD_PLATFORM_VECTOR_KEY]
  if (url === '' || key === '') {
    throw new UserError(
      `The settings keep vectors in ${kind}, and ${url === '' ? 'LANDLORD_PLATFORM_VECTOR_URL' : 'LANDLORD_PLATFORM_VECTOR_KEY'} is not set.`,
      { fix: 'Set it to https://qdrant.example.com:6333, and LANDLORD_PLATFORM_VECTOR_KEY to its API key.' },
    )
  }
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new UserError('LANDLORD_PLATFORM_VECTOR_URL is no URL.', {
      fix: 'Set it to https://qdrant.example.com:6333.',
    })
  }
  return qdrantStore({ url, key }, tenant)
}
