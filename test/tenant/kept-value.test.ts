import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { keptOf, knowSound, readYaml, type KeptValue } from '../../src/tenant/yaml/file.ts'
import { schemaFindings } from '../../src/tenant/schema-findings.ts'
import { aFile } from '../builders.ts'
import { structures } from './structures.ts'

const rules = join(import.meta.dirname, '../../.github/landlord')
const names = ['settings', 'prices', 'exchange-rates', 'policies/house', 'policies/gdpr']
const path = '.github/landlord/x.yml'

/** As another process has it that was told what this one found. */
function again(text: string) {
  const file = aFile(path, text)
  const first = readYaml(file)
  const kept = keptOf(file)
  if (kept === undefined) return undefined
  const other = aFile(path, text)
  knowSound(other, JSON.parse(JSON.stringify(kept)) as KeptValue)
  return { first, second: readYaml(other) }
}

const layoutOf = (part: unknown): unknown =>
  typeof part !== 'object' || part === null
    ? part
    : [
        Array.isArray(part) ? 'list' : Object.getPrototypeOf(part),
        ...Object.entries(part).map(([key, value]) => [key, layoutOf(value)]),
      ]

const sourcesIn = ({ value, sourceOf }: ReturnType<typeof readYaml>): readonly unknown[] => {
  const below = (part: unknown, at: string): readonly unknown[] => [
    [at, sourceOf(at)],
    ...(typeof part === 'object' && part !== null
      ? Object.entries(part).flatMap(([key, inside]) =>
          below(inside, `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
        )
      : []),
  ]
  return below(value, '')
}

function isTheSame(text: string): boolean {
  const both = again(text)
  if (both === undefined) return false
  const { first, second } = both
  expect(layoutOf(second.value)).toEqual(layoutOf(first.value))
  expect(sourcesIn(second)).toEqual(sourcesIn(first))
  expect(second.locate('/prices/1/price')).toEqual(first.locate('/prices/1/price'))
  return true
}

test.each(names)(
  '%s is the same when it is made again of what is kept, to the last zero of a price',
  (name) => {
    expect(isTheSame(readFileSync(join(rules, `${name}.yml`), 'utf8'))).toBe(true)
  },
)

test('and so is whatever is read fast', () => {
  let fast = 0
  fc.assert(
    fc.property(structures, (text) => {
      if (isTheSame(text)) fast += 1
    }),
    { numRuns: 500 },
  )
  expect(fast).toBeGreaterThan(20)
})

test.each([
  ['prices', 'prices:\n  - { price: 0.60 }\n  - { price: 10.00 }\n  - { price: 2.5 }\n'],
  ['a key that JavaScript has its own idea of', '__proto__:\n  price: 1.50\nconstructor: 1.0\n'],
  ['a number at the top', 'a: 1.50\nb: 2\n'],
  ['keys with slashes', 'a.b:\n  - 1.10\n'],
])('%s keep how they are written', (_, text) => {
  expect(isTheSame(text)).toBe(true)
})

test('what is known to be sound is not held to its schema again, and nothing else is believed', () => {
  const text = 'a: 1\n'
  const asked: unknown[] = []
  const refuse = () => Object.assign((value: unknown) => asked.push(value) < 0, { errors: [] }) as never
  const { first, second } = again(text) ?? {}
  if (first === undefined || second === undefined) throw new Error('It is read fast.')
  schemaFindings(refuse, second)
  expect(asked).toEqual([])
  schemaFindings(refuse, first)
  schemaFindings(refuse, readYaml(aFile(path, text)))
  expect(asked).toHaveLength(2)
})

test('a file that only the full reader reads is not kept', () => {
  const file = aFile(path, 'a: &b 1\nc: *b\n')
  readYaml(file)
  expect(keptOf(file)).toBeUndefined()
})
