import { pineconeRegions } from '../tenant/pinecone-regions.ts'
import type { TenantId } from '../tenant/tenant.ts'
import { UserError } from '../tenant/user-error.ts'
import type { Account } from './pinecone-admin.ts'
import { pineconeStore } from './pinecone.ts'
import { qdrantStore } from './qdrant.ts'
import type { VectorStore } from './store.ts'

type Env = Readonly<Record<string, string | undefined>>

/** `region`: the tenant's, which decides on where its vectors are, unless the tenants share one server. */
export type Wanted = Readonly<{ tenant: TenantId; region: string | undefined }>

/** The tenant's place in the store that the settings name, with the operator's address and key from the environment. */
export function vectorStoreOf(kind: VectorStore['kind'], wanted: Wanted, env: Env): VectorStore {
  const { tenant, region = 'no region' } = wanted
  if (kind === 'qdrant') {
    const url = urlIn(env) ?? missing(kind, 'LANDLORD_PLATFORM_VECTOR_URL', 'https://qdrant.example.com:6333')
    return qdrantStore({ url, key: keyIn(env) ?? missing(kind, keyName, 'its API key') }, tenant)
  }
  const place = pineconeRegions[region]
  if (place === undefined) {
    throw new UserError(`Pinecone makes no index in ${region}.`, {
      fix: `It does in ${Object.keys(pineconeRegions).join(', ')}.`,
    })
  }
  return pineconeStore(accountIn(env), { tenant, place, patienceMs: 120_000 })
}

const keyName = 'LANDLORD_PLATFORM_VECTOR_KEY'

/** The address is for a stand-in: Pinecone has but one. */
function accountIn(env: Env): Account {
  const url = urlIn(env)
  const [, id, secret] = /^([^:\s]+):(\S+)$/.exec(keyIn(env) ?? '') ?? []
  if (id === undefined || secret === undefined)
    return missing('pinecone', keyName, "a service account's CLIENT_ID:CLIENT_SECRET")
  return {
    ...{ id, secret, api: url ?? 'https://api.pinecone.io' },
    login: url ?? 'https://login.pinecone.io',
  }
}

const keyIn = ({ [keyName]: key = '' }: Env): string | undefined => (key === '' ? undefined : key)

function urlIn({ LANDLORD_PLATFORM_VECTOR_URL: url = '' }: Env): string | undefined {
  if (url === '') return undefined
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url
  throw new UserError('LANDLORD_PLATFORM_VECTOR_URL is no URL.', {
    fix: 'Set it to https://qdrant.example.com:6333.',
  })
}

function missing(kind: VectorStore['kind'], name: string, value: string): never {
  throw new UserError(`The settings keep vectors in ${kind}, and ${name} is not set.`, {
    fix: `Set it to ${value}.`,
  })
}
