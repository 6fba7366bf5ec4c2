import resultSchema from '../../schemas/result.schema.json' with { type: 'json' }
import { lazySchema } from '../tenant/schema-findings.ts'
import type { ResultSeen } from './observation.ts'
import type { RunResult } from './result.ts'

/** A thousand addresses and eight checks with all their evidence stay far below. */
export const maxResultBytes = 2 * 1024 * 1024

/** Reads `result.json`, which anybody who can change the workflow may have written. */
export function parseResult(bytes: Uint8Array): ResultSeen {
  if (bytes.length > maxResultBytes) return unreadable('result.json is larger than 2 MiB')
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return unreadable('result.json is not JSON')
  }
  const check = validate()
  if (check(value)) return { found: 'result', result: value as RunResult }
  const { instancePath = '', message = 'is not of its schema' } = check.errors?.[0] ?? {}
  return unreadable(`result.json ${instancePath.slice(0, 100)} ${message.slice(0, 200)}`)
}

const validate = lazySchema(resultSchema)
const unreadable = (why: string): ResultSeen => ({ found: 'unreadable', why: why.replace(/ +/g, ' ') })
