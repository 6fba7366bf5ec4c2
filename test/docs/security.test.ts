import { expect, test } from '@jest/globals'
import { read } from './document.ts'

test('every test that the table of threats names is there', () => {
  const attacks = read('test/end-to-end/attacks.test.ts')
  const named = [...read('SECURITY.md').matchAll(/attacks\.test\.ts\), “([^”]+)”/g)].map(
    ([, name = '']) => name,
  )
  expect(named.length).toBeGreaterThan(13)
  expect(named.filter((name) => !attacks.includes(name))).toEqual([])
})
