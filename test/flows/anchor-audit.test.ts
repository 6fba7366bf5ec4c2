import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from '@jest/globals'
import type { Checkpoint } from '../../src/audit/checkpoint.ts'
import { deriveAuditKey } from '../../src/audit/derive-key.ts'
import { nextEntry, type Entry } from '../../src/audit/entry.ts'
import { verifyChain } from '../../src/audit/verify.ts'
import { anchorAudit, judgeAudit, type AnchorIO } from '../../src/flows/anchor-audit.ts'
import { later } from '../operation-builders.ts'

const estate = { owner: 'acme', repo: 'estate', installation: 7 }
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

function aWorld() {
  const entries: Entry[] = []
  const kept: Checkpoint[] = []
  const did: string[] = []
  let seconds = 0
  const io: AnchorIO = {
    auditSize: () => Promise.resolve(entries.length),
    auditEntries: () => Promise.resolve(entries),
    auditCheckpoints: () => Promise.resolve(kept),
    publish: (_, { size }) => Promise.resolve(void did.push(`publish ${size}`)),
    saveCheckpoint: (_, checkpoint) => {
      kept.push(checkpoint)
      return Promise.resolve(void did.push(`save ${checkpoint.size}`))
    },
    key: deriveAuditKey(pem),
    now: () => later(seconds),
  }
  return {
    io,
    did,
    kept,
    entries,
    pass: (more: number) => void (seconds += more),
    write: () =>
      void entries.push(
        nextEntry(entries.at(-1), {
          at: later(seconds).toISOString(),
          kind: 'operation',
          tenant: 'a',
          body: {},
        }),
      ),
  }
}

test('what is new is signed and published before it is kept, at most every quarter of an hour', async () => {
  const { io, did, kept, entries, pass, write } = aWorld()
  expect(await anchorAudit(estate, io)).toBeUndefined()
  write()
  await anchorAudit(estate, io)
  write()
  pass(60)
  await anchorAudit(estate, io)
  expect(did).toEqual(['publish 1', 'save 1'])
  pass(900)
  await anchorAudit(estate, io)
  await anchorAudit(estate, io)
  expect(did.slice(2)).toEqual(['publish 2', 'save 2'])
  expect(verifyChain(entries, { estate: 'acme/estate', checkpoints: kept, keys: undefined })).toMatchObject({
    covered: 2,
  })
})

test('what GitHub did not take is tried again; a broken chain is never signed', async () => {
  const { io, did, entries, write } = aWorld()
  write()
  await expect(
    anchorAudit(estate, { ...io, publish: () => Promise.reject(new Error('502')) }),
  ).rejects.toThrow('502')
  expect(did).toEqual([])
  const [first] = entries
  if (first) entries[0] = { ...first, tenant: 'b' }
  expect(await anchorAudit(estate, io)).toMatchObject({ seq: 0 })
  expect(did).toEqual([])
})

test('every process of the App derives the same key, and another App another one', () => {
  const der = (text: string) => deriveAuditKey(text).export({ type: 'pkcs8', format: 'der' }).toString('hex')
  const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  expect(der(pem)).toBe(der(pem))
  expect(der(other.export({ type: 'pkcs8', format: 'pem' }).toString())).not.toBe(der(pem))
  expect(deriveAuditKey(pem).asymmetricKeyType).toBe('ed25519')
})

test('a chain that nothing is added to is found out too', async () => {
  const { io, entries, write } = aWorld()
  for (let n = 0; n < 3; n += 1) write()
  await anchorAudit(estate, io)
  expect(await judgeAudit(estate, io)).toBeUndefined()
  const [, second] = entries
  if (second !== undefined) entries[1] = { ...second, tenant: 'somebody-else' }
  expect(await anchorAudit(estate, io)).toBeUndefined()
  expect(await judgeAudit(estate, io)).toMatchObject({ seq: 1 })
})

test('and so is one whose end is gone', async () => {
  const { io, entries, write } = aWorld()
  for (let n = 0; n < 3; n += 1) write()
  await anchorAudit(estate, io)
  entries.pop()
  expect(await judgeAudit(estate, io)).toMatchObject({ seq: 2 })
})
