import { expect, test } from '@jest/globals'
import { suspension, type Suspension } from '../../src/verification/suspension.ts'

const shut: Suspension = {
  mode: 'hold',
  database: { canLogin: false, sessions: 0, writesRefused: false },
  cache: { canLogin: false, mayWrite: true },
  bucket: 'everything',
}
const readOnly: Suspension = {
  mode: 'readOnly',
  database: { canLogin: true, sessions: 3, writesRefused: true },
  cache: { canLogin: true, mayWrite: false },
  bucket: 'writes',
}

test.each<[string, Suspension, string]>([
  ['all is shut', shut, 'pass'],
  ['there is neither cache nor bucket', { ...shut, cache: undefined, bucket: undefined }, 'pass'],
  ['its role can log in', { ...shut, database: { ...shut.database, canLogin: true } }, 'fail'],
  ['a session was left open', { ...shut, database: { ...shut.database, sessions: 1 } }, 'fail'],
  [
    'it drains, and a session goes on',
    { ...shut, mode: 'drain', database: { ...shut.database, sessions: 1 } },
    'pass',
  ],
  ['its cache is open', { ...shut, cache: { canLogin: true, mayWrite: false } }, 'fail'],
  ['only writes to its bucket are denied', { ...shut, bucket: 'writes' }, 'fail'],
  ['it reads only', readOnly, 'pass'],
  ['it can write rows', { ...readOnly, database: { ...readOnly.database, writesRefused: false } }, 'fail'],
  ['it can write keys', { ...readOnly, cache: { canLogin: true, mayWrite: true } }, 'fail'],
  ['it can write objects', { ...readOnly, bucket: 'nothing' }, 'fail'],
])('%s', (_, seen, outcome) => {
  expect(suspension.judge(seen).outcome).toBe(outcome)
})
