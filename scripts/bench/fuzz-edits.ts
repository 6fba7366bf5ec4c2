type Random = () => number

/** One to five edits: of bytes, of lines and their indentation, of values. */
export function spoil(bytes: Buffer, next: Random): Buffer {
  const edits = 1 + Math.floor(next() * 5)
  return Array.from({ length: edits }).reduce<Buffer>((now) => pick(kinds, next)(now, next), bytes)
}

const pick = <T>(from: readonly [T, ...T[]], next: Random): T =>
  from[Math.floor(next() * from.length)] ?? from[0]
const below = (next: Random, limit: number): number => Math.floor(next() * limit)

const flipByte = (bytes: Buffer, next: Random): Buffer => {
  const copy = Buffer.from(bytes)
  if (copy.length > 0) copy[below(next, copy.length)] = below(next, 256)
  return copy
}

const cut = (bytes: Buffer, next: Random): Buffer => {
  const at = below(next, bytes.length + 1)
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + below(next, 60))])
}

const insert = (bytes: Buffer, next: Random): Buffer => {
  const at = below(next, bytes.length + 1)
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(pick(pieces, next)), bytes.subarray(at)])
}

const inLines =
  (edit: (lines: readonly string[], at: number, next: Random) => readonly string[]) =>
  (bytes: Buffer, next: Random): Buffer => {
    const lines = bytes.toString('latin1').split('\n')
    return Buffer.from(edit(lines, below(next, lines.length), next).join('\n'), 'latin1')
  }

const dropLine = inLines((lines, at) => lines.toSpliced(at, 1))
const doubleLine = inLines((lines, at) => lines.toSpliced(at, 0, lines[at] ?? ''))
const moveLine = inLines((lines, at, next) =>
  lines.toSpliced(at, 1).toSpliced(below(next, lines.length), 0, lines[at] ?? ''),
)
const indent = inLines((lines, at, next) => lines.with(at, ' '.repeat(below(next, 5)) + (lines[at] ?? '')))
const outdent = inLines((lines, at) => lines.with(at, (lines[at] ?? '').trimStart()))
const otherValue = inLines((lines, at, next) =>
  lines.with(
    at,
    (lines[at] ?? '').replace(/:.*/, () => `: ${pick(values, next)}`),
  ),
)

const pieces = [
  ...[
    '\t',
    '\r',
    '\0',
    '\uFEFF',
    '\u2028',
    '"',
    "'",
    '`',
    '#',
    '- ',
    '? ',
    ': ',
    ', ',
    '|',
    '>',
    '%',
    '[',
    ']',
  ],
  ...[
    '{',
    '}',
    '&a ',
    '*a',
    '!!str ',
    '<<: *a',
    '---\n',
    '...\n',
    '__proto__: ',
    '[[[[[[[[[[[[[[[[[[[[',
    '\\',
  ],
  ...['- '.repeat(60), 'a: '.repeat(60), '{a: '.repeat(60), '"\\ud800"', '\n', '\n  ', 'तनु', '🏠', '}}}}'],
] as [string, ...string[]]

const values = [
  ...[
    'null',
    '~',
    'true',
    'yes',
    '0',
    '-1',
    '1e999',
    '0x1F',
    '007',
    '.nan',
    '9'.repeat(80),
    '1.005',
    "''",
    '""',
  ],
  ...[
    '[]',
    '{}',
    '[null]',
    '[[a]]',
    '{ a: b }',
    '2026-11-21',
    "'2026-02-30'",
    'x'.repeat(5000),
    '| ',
    '>-',
    '&x 1',
  ],
  ...[
    '*x',
    '!!int 3',
    'gold',
    'GOLD',
    '"\\u0000"',
    '{ amount: 1, amount: 2 }',
    '[INR, INR]',
    '# nothing',
    '',
  ],
] as [string, ...string[]]

const kinds = [
  ...[flipByte, cut, insert, insert, dropLine, doubleLine, moveLine, indent, outdent, otherValue, otherValue],
] as [typeof flipByte, ...(typeof flipByte)[]]
