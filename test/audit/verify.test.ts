import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { isSigned, rootOfEntries, signCheckpoint, type Checkpoint } from '../../src/audit/checkpoint.ts'
import { canonical, hashOf, nextEntry, type Entry } from '../../src/audit/entry.ts'
import { parseExport, renderExport } from '../../src/audit/export.ts'
import { verifyChain } from '../../src/audit/verify.ts'

const estate = 'acme/estate'
const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const keys = [publicKey.export({ type: 'spki', format: 'pem' }).toString()]

const aChain = (length: number, word = 'as it was'): readonly Entry[] => {
  const entries: Entry[] = []
  for (let n = 0; n < length; n++)
    entries.push(
      nextEntry(entries.at(-1), {
        at: `2026-11-21T10:00:0${n}.000Z`,
        kind: 'operation',
        tenant: 'bazaar-retail',
        body: { n, word },
      }),
    )
  return entries
}
const checkpointOf = (entries: readonly Entry[], size: number): Checkpoint =>
  signCheckpoint(
    { estate, size, root: rootOfEntries(entries.slice(0, size)), at: '2026-11-21T10:01:00.000Z' },
    privateKey,
  )

const chain = aChain(8)
const at = (index: number): Entry => {
  const entry = chain[index]
  if (entry === undefined) throw new Error('no such entry')
  return entry
}
const expected = { estate, checkpoints: [checkpointOf(chain, 3), checkpointOf(chain, 7)], keys }
const rehashed = (entry: Omit<Entry, 'hash'>): Entry => ({ ...entry, hash: hashOf(entry) })
/** All from there on written anew by somebody who knows how, so that every hash and link fits. */
const rewritten = (from: number): readonly Entry[] => {
  const kept = [...chain.slice(0, from)]
  for (const { at: when, kind, tenant } of chain.slice(from))
    kept.push(nextEntry(kept.at(-1), { at: when, kind, tenant, body: { word: 'as I wish it had been' } }))
  return kept
}

test('an untouched chain verifies, from a file too', () => {
  const fine = { entries: 8, checkpoints: 2, covered: 7 }
  expect(verifyChain(chain, expected)).toEqual(fine)
  const read = parseExport(renderExport({ estate, entries: chain, checkpoints: expected.checkpoints }))
  expect(verifyChain(read.entries, { ...read, keys })).toEqual(fine)
})

describe('the first bad entry is named', () => {
  test.each<[string, readonly Entry[], number, RegExp]>([
    [
      'a flipped byte',
      chain.with(4, { ...at(4), body: { n: 4, word: 'as it wbs' } }),
      4,
      /not what was written/,
    ],
    [
      'a changed time',
      chain.with(4, { ...at(4), at: '2026-11-21T10:00:05.000Z' }),
      4,
      /not what was written/,
    ],
    [
      'a changed entry with a new hash',
      chain.with(4, rehashed({ ...at(4), body: {} })),
      5,
      /does not follow/,
    ],
    ['a deleted entry', chain.toSpliced(4, 1), 5, /stands where entry 4 must be/],
    ['the first entry deleted', chain.slice(1), 1, /stands where entry 0 must be/],
    ['an inserted entry', chain.toSpliced(4, 0, at(4)), 4, /stands where entry 5 must be/],
    ['two swapped entries', chain.with(4, at(5)).with(5, at(4)), 5, /stands where entry 4 must be/],
    ['a truncated end', chain.slice(0, 5), 5, /entry 5 and all after it are gone/],
    ['nothing left at all', [], 0, /entry 0 and all after it are gone/],
    ['a fully rewritten tail', rewritten(5), 6, /written anew/],
    ['a fully rewritten chain', rewritten(0), 2, /written anew/],
  ])('%s', (_, tampered, seq, says) => {
    expect(verifyChain(tampered, expected)).toEqual({ seq, says: expect.stringMatching(says) })
  })

  test('what no checkpoint has seen yet can still be rewritten unnoticed: so anchor often', () => {
    expect(verifyChain(rewritten(7), expected)).toEqual({ entries: 8, checkpoints: 2, covered: 7 })
  })
})

describe('a checkpoint is believed only', () => {
  const forged = generateKeyPairSync('ed25519').privateKey
  const all = rewritten(0)
  test.each<[string, Checkpoint, RegExp]>([
    [
      'under a known key',
      signCheckpoint({ estate, size: 8, root: rootOfEntries(all), at: '2026-11-21T11:00:00.000Z' }, forged),
      /key that is not known/,
    ],
    [
      'with a true signature',
      { ...checkpointOf(all, 8), at: '2026-11-22T00:00:00.000Z' },
      /not signed by its key/,
    ],
    ['with any signature', { ...checkpointOf(all, 8), signature: '' }, /not signed by its key/],
    [
      'for its own estate',
      signCheckpoint({ ...checkpointOf(all, 8), estate: 'acme/other' }, privateKey),
      /another/,
    ],
  ])('%s', (_, checkpoint, says) => {
    expect(verifyChain(all, { estate, checkpoints: [checkpoint], keys })).toEqual({
      seq: undefined,
      says: expect.stringMatching(says),
    })
  })
  test('and a key that is no Ed25519 key signs nothing', () => {
    const { publicKey: rsa } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const pem = rsa.export({ type: 'spki', format: 'pem' }).toString()
    expect(isSigned({ ...checkpointOf(chain, 3), publicKey: pem })).toBe(false)
    expect(isSigned({ ...checkpointOf(chain, 3), publicKey: 'none' })).toBe(false)
  })
})

describe('canonical JSON (RFC 8785 and its published test data)', () => {
  test.each([
    [
      String.raw`{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`,
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    ],
    [
      String.raw`{"\u20ac":"Euro Sign","1":"One","\u0080":"Control\u007f","\ud83d\ude02":"Smiley","\u00f6":"Latin Small Letter O With Diaeresis","\ufb33":"Hebrew Letter Dalet With Dagesh","</script>":"Browser Challenge"}`,
      '{"1":"One","</script>":"Browser Challenge","\u0080":"Control\u007f","ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign","😂":"Smiley","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
    ],
    [
      '{"b":{"d":1,"c":2},"a":[56,{"d":true,"10":null,"1":[]}]}',
      '{"a":[56,{"1":[],"10":null,"d":true}],"b":{"c":2,"d":1}}',
    ],
    ['[-0,1e21,9007199254740992,0.1]', '[0,1e+21,9007199254740992,0.1]'],
  ])('%s', (input, output) => {
    expect(canonical(JSON.parse(input))).toBe(output)
  })
  test('what JSON cannot hold is refused', () => {
    expect(() => canonical(undefined)).toThrow()
    expect(() => canonical({ n: NaN })).toThrow()
  })
})

test.each([
  ['no JSON', 'hello', 'Line 1 is no JSON object.'],
  ['another thing', '{"type":"entry","seq":1}', 'Line 1 is neither'],
  ['no estate', '', 'does not say which estate'],
])('an export that is %s is refused in words', (_, text, says) => {
  expect(() => parseExport(text)).toThrow(says)
})
