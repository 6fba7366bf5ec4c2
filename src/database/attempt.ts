import type { Attempt } from '../verification/tenant-isolation.ts'
import { databaseWords, sqlState, type Client } from './connect.ts'
import { isNoAnswer } from './no-answer.ts'

type Statement = readonly [text: string, values?: readonly unknown[]]

/** Runs the statements in a transaction that is always rolled back; `rows` are those of the last. */
export async function tryTo(client: Client, ...statements: readonly Statement[]): Promise<Attempt> {
  try {
    await client.query('begin')
    let rows = 0
    for (const [text, values] of statements)
      rows = (await client.query(text, [...(values ?? [])])).rowCount ?? 0
    return { result: 'allowed', rows }
  } catch (error) {
    if (isNoAnswer(error)) throw error
    if (sqlState(error) === '42501') return { result: 'refused' }
    return { result: 'broken', why: databaseWords(error) }
  } finally {
    await client.query('rollback').catch(() => undefined)
  }
}
