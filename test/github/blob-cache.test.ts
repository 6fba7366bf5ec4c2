import { expect, test } from '@jest/globals'
import { blobCache } from '../../src/github/blob-cache.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

test('gives back what was put in', () => {
  const cache = blobCache()
  cache.set('acme/estate', 'b1', bytes('one'))
  expect(cache.get('acme/estate', 'b1')).toEqual(bytes('one'))
})

test('one estate never sees what another put in, under whatever id', () => {
  const cache = blobCache()
  cache.set('acme/estate', 'b1', bytes('secret'))
  expect(cache.get('other/estate', 'b1')).toBeUndefined()
})

test('what one evaluation does to its bytes reaches no other', () => {
  const cache = blobCache()
  const given = bytes('one')
  cache.set('acme/estate', 'b1', given)
  given[0] = 0
  cache.get('acme/estate', 'b1')![0] = 0
  expect(cache.get('acme/estate', 'b1')).toEqual(bytes('one'))
})

test('forgets what was not used for longest, once it is full', () => {
  const cache = blobCache(10)
  for (const id of ['a', 'b']) cache.set('acme/estate', id, bytes('12345'))
  cache.get('acme/estate', 'a')
  cache.set('acme/estate', 'c', bytes('12345'))
  expect(['a', 'b', 'c'].map((id) => cache.get('acme/estate', id) !== undefined)).toEqual([true, false, true])
})

test('keeps nothing that is larger than all its room', () => {
  const cache = blobCache(3)
  cache.set('acme/estate', 'a', bytes('1234'))
  expect(cache.get('acme/estate', 'a')).toBeUndefined()
})
