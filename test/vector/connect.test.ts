import { describe, expect, test } from '@jest/globals'
import { vectorStoreOf } from '../../src/vector/connect.ts'
import { UserError } from '../../src/tenant/user-error.ts'
import type { VectorStore } from '../../src/vector/store.ts'

const url = 'LANDLORD_PLATFORM_VECTOR_URL'
const key = 'LANDLORD_PLATFORM_VECTOR_KEY'
const open = (kind: VectorStore['kind'], region: string | undefined, env: Record<string, string>) => () =>
  vectorStoreOf(kind, { tenant: 'acme', region }, env)

describe('what is missing to reach a store of vectors is said', () => {
  test.each<[string, VectorStore['kind'], Record<string, string>, string]>([
    ['no address of a Qdrant', 'qdrant', {}, `${url} is not set`],
    ['no key of it', 'qdrant', { [url]: 'https://q' }, `${key} is not set`],
    ['an address that is none', 'qdrant', { [url]: 'q:1', [key]: 'k' }, 'is no URL'],
    ['no service account of Pinecone', 'pinecone', {}, `${key} is not set`],
    ['half of one', 'pinecone', { [key]: 'pckey_of-a-project' }, `${key} is not set`],
  ])('%s', (_, kind, env, says) => {
    expect(open(kind, 'eu-west-1', env)).toThrow(UserError)
    expect(open(kind, 'eu-west-1', env)).toThrow(says)
  })

  test('a region that Pinecone has not, and the ones it has', () => {
    const [mumbai, nowhere] = [
      open('pinecone', 'ap-south-1', { [key]: 'a:b' }),
      open('pinecone', undefined, { [key]: 'a:b' }),
    ]
    expect(mumbai).toThrow('Pinecone makes no index in ap-south-1.')
    expect(nowhere).toThrow('Pinecone makes no index in no region.')
    expect(open('pinecone', 'eu-west-1', { [key]: 'a:b' })().own).toBe('tenant_acme')
  })
})
