import { expect, test } from '@jest/globals'
import { treeCache } from '../../src/github/tree-cache.ts'
import { aFile } from '../builders.ts'

const aTree = (...paths: readonly string[]) => new Map(paths.map((path) => [path, aFile(path, path)]))

test('gives back what was put in, to its own repository alone, whatever its case', () => {
  const cache = treeCache()
  const tree = aTree('a')
  cache.set('acme/estate', 'c1', tree)
  expect(cache.get('Acme/Estate', 'c1')).toBe(tree)
  expect(cache.get('other/estate', 'c1')).toBeUndefined()
})

test('forgets what was not used for longest, once it is full', () => {
  const cache = treeCache(4)
  for (const sha of ['c1', 'c2']) cache.set('acme/estate', sha, aTree('a', 'b'))
  cache.get('acme/estate', 'c1')
  cache.set('acme/estate', 'c3', aTree('a', 'b'))
  expect(['c1', 'c2', 'c3'].map((sha) => cache.get('acme/estate', sha) !== undefined)).toEqual([
    true,
    false,
    true,
  ])
})

test('keeps nothing that is larger than all its room', () => {
  const cache = treeCache(1)
  cache.set('acme/estate', 'c1', aTree('a', 'b'))
  expect(cache.get('acme/estate', 'c1')).toBeUndefined()
})
