import { expect, test } from '@jest/globals'
import pg from 'pg'
import { backoffMs, maxAttempts, patience } from '../../src/provisioning/deadlines.ts'
import { operationStates, terminalStates } from '../../src/provisioning/operation.ts'
import { parse } from 'yaml'
import { openRegistry } from '../../src/registry/registry.ts'
import { freshDatabase } from '../embedded.ts'
import { fences, read, tableRows } from './document.ts'

const guide = read('docs/guides/operations.md')
const rows = new Map(
  tableRows(guide).flatMap(([state = '', ...cells]) =>
    /^`[A-Z_]+`$/.test(state) ? [[state, cells] as const] : [],
  ),
)

test('every state has its row, in any order, and no other is told of', () => {
  expect([...rows.keys()].toSorted()).toEqual(operationStates.map((state) => `\`${state}\``).toSorted())
})

test.each(operationStates)('%s: the deadline is the one of the program', (state) => {
  const allowed = patience[state]
  expect(rows.get(`\`${state}\``)?.[1]).toBe(allowed === undefined ? '' : inWords(allowed.forMs))
  expect(allowed === undefined).toBe(terminalStates.includes(state))
})

test('attempts and pauses are the ones of the program', () => {
  expect(guide).toContain(`at most **${maxAttempts}** times`)
  const pauses = [1, 2].map((attempt) => backoffMs(attempt) / 1000)
  expect(guide).toContain(`with ${pauses.join(' and ')} seconds between`)
})

test("the workflow's own limit is the one it has", () => {
  const { jobs } = parse(read('.github/workflows/provision.yml')) as {
    jobs: { provision: { 'timeout-minutes': string } }
  }
  const [, moving = '', otherwise = ''] = /(\d+) \|\| (\d+)/.exec(jobs.provision['timeout-minutes']) ?? []
  expect(guide).toContain(`after ${otherwise} minutes, or ${moving} when it moves data (\`timeout-minutes\`)`)
})

test('every query can be asked of the registry', async () => {
  const url = await freshDatabase()
  const registry = await openRegistry(url)
  const client = new pg.Client({ connectionString: url })
  try {
    await client.connect()
    const queries = fences(guide, 'sql').flatMap((block) =>
      block.split(';').filter((sql) => sql.trim().startsWith('select')),
    )
    expect(queries.length).toBeGreaterThan(1)
    for (const query of queries) expect((await client.query(query)).rows).toEqual([])
  } finally {
    await client.end()
    await registry.close()
  }
})

function inWords(ms: number): string {
  const [unit, size] = (
    [
      ['day', 86_400_000],
      ['hour', 3_600_000],
      ['minute', 60_000],
    ] as const
  ).find(([, length]) => ms % length === 0) ?? ['ms', 1]
  return `${ms / size} ${unit}${ms === size ? '' : 's'}`
}
