import type { Checkpoint } from './checkpoint.ts'
import type { Entry } from './entry.ts'

/** An estate's chain with its checkpoints, as a file holds them: one JSON object a line. */
export type Exported = Readonly<{
  estate: string
  entries: readonly Entry[]
  checkpoints: readonly Checkpoint[]
}>

export const renderExport = ({ estate, entries, checkpoints }: Exported): string =>
  [
    { type: 'estate', apiVersion: 'landlord/v1', estate },
    ...entries.map((entry) => ({ type: 'entry', ...entry })),
    ...checkpoints.map((checkpoint) => ({ type: 'checkpoint', ...checkpoint })),
  ]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('')

/** Throws a sentence with the line's number where a line is no such object. */
export function parseExport(text: string): Exported {
  let estate: string | undefined
  const entries: Entry[] = []
  const checkpoints: Checkpoint[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const { type, ...rest } = parseLine(line, index + 1)
    if (type === 'entry' && isEntry(rest)) entries.push(rest)
    else if (type === 'checkpoint' && isCheckpoint(rest)) checkpoints.push(rest)
    else if (type === 'estate' && typeof rest.estate === 'string') estate = rest.estate
    else throw new SyntaxError(`Line ${index + 1} is neither an estate, an entry nor a checkpoint.`)
  }
  if (estate === undefined) throw new SyntaxError('It does not say which estate it is of.')
  return { estate, entries, checkpoints }
}

export function parseCheckpoint(text: string): Checkpoint {
  const value = parseLine(text, 1)
  if (!isCheckpoint(value)) throw new SyntaxError('It is no checkpoint.')
  return value
}

export const isEntry = (value: unknown): value is Entry => hasShape(value, entryShape)

export const isCheckpoint = (value: unknown): value is Checkpoint => hasShape(value, checkpointShape)

type Fields = Readonly<Record<string, unknown>>

function parseLine(line: string, number: number): Fields {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
  } catch {
    // Said below, without the text, which may hold anything.
  }
  throw new SyntaxError(`Line ${number} is no JSON object.`)
}

const hasShape = (value: unknown, shape: Readonly<Record<string, string>>): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(shape).every(([key, type]) => typeof (value as Fields)[key] === type)

const entryShape = {
  ...{ seq: 'number', at: 'string', kind: 'string', body: 'object' },
  ...{ previous: 'string', hash: 'string' },
}
const checkpointShape = {
  ...{ estate: 'string', size: 'number', root: 'string', at: 'string' },
  ...{ publicKey: 'string', signature: 'string' },
}
