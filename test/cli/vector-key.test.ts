import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { keepSecret } from '../../src/flows/provision-configure.ts'
import { openCloud, type Cloud } from '../../src/storage/cloud.ts'
import type { VectorSecret } from '../../src/storage/login-secrets.ts'
import { vectorKey } from '../../src/cli/runner/tenant-vectors.ts'
import { vectorStoreOf } from '../../src/vector/connect.ts'
import type { VectorStore } from '../../src/vector/store.ts'
import { startPinecone } from '../vector/a-pinecone.ts'
import { startQdrant } from '../vector/a-qdrant.ts'

/** As much of Secrets Manager as keeps one secret. */
async function startSecrets() {
  const held = new Map<string, string>()
  const server: Server = createServer((request, response) => {
    let text = ''
    request.on('data', (part: Buffer) => (text += part.toString()))
    request.on('end', () => {
      const { SecretId: id, SecretString: value } = JSON.parse(text) as {
        SecretId: string
        SecretString?: string
      }
      if (value !== undefined) held.set(id, value)
      const found = held.get(id)
      response.writeHead(found === undefined ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' })
      response.end(
        JSON.stringify(
          found === undefined ? { __type: 'ResourceNotFoundException' } : { SecretString: found },
        ),
      )
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, held, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

const servers = { qdrant: startQdrant, pinecone: startPinecone }

describe.each(['qdrant', 'pinecone'] as const)('the key to a tenant’s vectors in %s', (kind) => {
  let server: Awaited<ReturnType<(typeof servers)[typeof kind]>>
  let secrets: Awaited<ReturnType<typeof startSecrets>>
  let cloud: Cloud
  let store: VectorStore
  beforeAll(async () => {
    ;[server, secrets] = await Promise.all([servers[kind](), startSecrets()])
    const identity = { accessKeyId: 'a', secretAccessKey: 'b' }
    cloud = openCloud({ region: 'eu-west-1', endpoint: secrets.url, identity })
    const env = { LANDLORD_PLATFORM_VECTOR_URL: server.url, LANDLORD_PLATFORM_VECTOR_KEY: server.key }
    store = vectorStoreOf(kind, { tenant: 'acme', region: 'eu-west-1' }, env)
    await store.up()
  })
  afterAll(async () => {
    cloud.close()
    secrets.server.closeAllConnections()
    secrets.server.close()
    await server.close()
  })
  const keep = async (mode?: 'readOnly'): Promise<VectorSecret> => {
    await keepSecret(vectorKey({ run: { id: 'acme' }, store, cloud, mode }))
    return JSON.parse(secrets.held.get('landlord/acme/vectors') ?? '') as VectorSecret
  }
  const plantedWith = async ({ key }: VectorSecret): Promise<string> => {
    const vector = {
      id: '6f0f3f2e-0000-4000-8000-000000000001',
      numbers: Array.from({ length: 1536 }, () => 1),
    }
    return (await store.as(key).namespace(store.own).plant([vector])).said
  }

  test('is minted once, reads only while the tenant is suspended so, and writes again after', async () => {
    const first = await keep()
    expect(first).toMatchObject({ engine: kind, url: await store.address(), namespace: 'tenant_acme' })
    expect(await keep()).toEqual(first)
    expect(await plantedWith(first)).toBe('yes')

    const reading = await keep('readOnly')
    expect(reading.key).not.toBe(first.key)
    expect(await keep('readOnly')).toEqual(reading)
    expect(await plantedWith(first)).toBe('no')
    expect(await plantedWith(reading)).toBe('no')
    const sought = await store
      .as(reading.key)
      .namespace(store.own)
      .nearest(
        Array.from({ length: 1536 }, () => 1),
        1,
      )
    expect(sought.said).toBe('yes')

    expect(await plantedWith(await keep())).toBe('yes')
    expect(await plantedWith(reading)).toBe('no')
    await store.keys.revoke()
    expect(await plantedWith(await keep())).toBe('yes')
  })
})
