import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  consistencyProof,
  inclusionProof,
  isConsistent,
  leafHash,
  rootByInclusion,
  rootOf,
} from '../../src/audit/merkle.ts'

const hex = (hash: Uint8Array | undefined): string => Buffer.from(hash ?? []).toString('hex')
const bytes = (text: string): Uint8Array => Buffer.from(text, 'hex')

/** The vectors of Certificate Transparency's reference implementation (merkletree tests), used by every log. */
const inputs = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
]
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]
const leaves = inputs.map((input) => leafHash(bytes(input)))

describe('the published vectors', () => {
  test.each(roots.map((root, size) => [size, root] as const))('the root of %i leaves', (size, root) => {
    expect(hex(rootOf(leaves.slice(0, size)))).toBe(root)
  })

  test.each([
    [
      0,
      8,
      [
        '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
        '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
        '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
      ],
    ],
    [
      5,
      8,
      [
        'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
        'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
        'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      ],
    ],
  ] as const)('the inclusion of leaf %i of %i', (index, size, proof) => {
    expect(inclusionProof(leaves.slice(0, size), index).map(hex)).toEqual(proof)
  })

  test.each([
    [1, 1, []],
    [
      1,
      8,
      [
        '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
        '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
        '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
      ],
    ],
    [
      6,
      8,
      [
        '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
        'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
        'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      ],
    ],
    [
      2,
      5,
      [
        '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
        'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      ],
    ],
  ] as const)('that %i leaves are the beginning of %i', (from, to, proof) => {
    expect(consistencyProof(leaves.slice(0, to), from).map(hex)).toEqual(proof)
  })
})

const many = Array.from({ length: 40 }, (_, i) => leafHash(Buffer.from(`entry ${i}`)))
const somewhere = fc
  .integer({ min: 1, max: 40 })
  .chain((size) => fc.tuple(fc.integer({ min: 0, max: size - 1 }), fc.constant(size)))

test('every leaf is proven in every tree, and no other leaf, place or root is', () => {
  fc.assert(
    fc.property(somewhere, ([index, size]) => {
      const tree = many.slice(0, size)
      const leaf = tree[index] ?? Buffer.alloc(32)
      const proof = inclusionProof(tree, index)
      const root = hex(rootOf(tree))
      expect(hex(rootByInclusion({ leaf, index, size, proof }))).toBe(root)
      expect(hex(rootByInclusion({ leaf: leafHash(leaf), index, size, proof }))).not.toBe(root)
      expect(hex(rootByInclusion({ leaf, index, size, proof: [...proof, leaf] }))).not.toBe(root)
      if (size > 1)
        expect(hex(rootByInclusion({ leaf, index: (index + 1) % size, size, proof }))).not.toBe(root)
    }),
  )
})

test('every tree is the beginning of every larger one, and a forged one is not', () => {
  fc.assert(
    fc.property(somewhere, ([index, to]) => {
      const from = index + 1
      const proof = consistencyProof(many.slice(0, to), from)
      const of = { from, to, first: rootOf(many.slice(0, from)), second: rootOf(many.slice(0, to)), proof }
      expect(isConsistent(of)).toBe(true)
      expect(isConsistent({ ...of, first: leafHash(of.first) })).toBe(false)
      expect(isConsistent({ ...of, second: leafHash(of.second) })).toBe(false)
      expect(isConsistent({ ...of, proof: [...proof, of.first] })).toBe(false)
      if (proof.length > 0) expect(isConsistent({ ...of, proof: proof.slice(1) })).toBe(false)
    }),
  )
})
