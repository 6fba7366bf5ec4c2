import fc from 'fast-check'
import type { Finding } from '../../src/tenant/finding.ts'

/** What breaks YAML readers and their readers. */
const fragments = [
  ...[
    '\t',
    '\r',
    '\0',
    '\uFEFF',
    '\u2028',
    '\u202e',
    '"',
    "'",
    '`',
    '#',
    '-',
    '? ',
    ': ',
    ', ',
    '|',
    '>',
    '%',
  ],
  ...[
    '[',
    ']',
    '{',
    '}',
    '&a ',
    '*a',
    '!!str ',
    '!x ',
    '<<: *a',
    '---\n',
    '...\n',
    '__proto__: ',
    'null',
    '~',
  ],
  ...[
    '.nan',
    '.inf',
    '1e999',
    '0x1F',
    '007',
    '-0',
    '9'.repeat(60),
    'true',
    '2026-11-21',
    '\\u0000',
    '"\\ud800"',
  ],
  ...[
    '[[[[[[[[[[[[[[[[[[[[',
    '- '.repeat(40),
    'a: '.repeat(40),
    '<script>',
    '@acme/cfo',
    '${{ secrets.X }}',
    "'; DROP",
  ],
  ...['तनु', '🏠', 'id: ', '\n  ', '\n', ' '.repeat(40)],
]

export type Edit = (bytes: Buffer) => Buffer

const at = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })
const offset = (bytes: Buffer, where: number) => Math.floor(where * (bytes.length + 1))
const lines = (edit: (lines: string[], where: number) => string[]) =>
  at.map((where): Edit => (bytes) => {
    const before = bytes.toString('latin1').split('\n')
    return Buffer.from(edit(before, Math.floor(where * before.length)).join('\n'), 'latin1')
  })

/** One random change to a file. */
export const edits: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(at, fc.constantFrom(...fragments)).map(
    ([where, piece]): Edit =>
      (bytes) =>
        Buffer.concat([
          bytes.subarray(0, offset(bytes, where)),
          Buffer.from(piece),
          bytes.subarray(offset(bytes, where)),
        ]),
  ),
  fc.tuple(at, fc.nat(255)).map(([where, byte]): Edit => (bytes) => {
    const copy = Buffer.from(bytes)
    if (copy.length > 0) copy[Math.floor(where * copy.length)] = byte
    return copy
  }),
  fc.tuple(at, fc.nat(30)).map(
    ([where, count]): Edit =>
      (bytes) =>
        Buffer.concat([
          bytes.subarray(0, offset(bytes, where)),
          bytes.subarray(Math.min(bytes.length, offset(bytes, where) + count)),
        ]),
  ),
  lines((all, n) => all.toSpliced(n, 1)),
  lines((all, n) => all.toSpliced(n, 0, all[n] ?? '')),
  lines((all, n) => all.toSpliced(0, 0, all[n] ?? '')),
  lines((all, n) => all.with(n, `  ${all[n] ?? ''}`)),
  // The value of one line under the key of another.
  lines((all, n) =>
    all.with(
      n,
      `${(all[n] ?? '').split(':')[0] ?? ''}:${(all[(n * 7) % all.length] ?? '').split(':')[1] ?? ''}`,
    ),
  ),
)

/** Says so when a finding is at no place of the file. */
export function outside(finding: Finding, bytes: Buffer): string | undefined {
  const text = new TextDecoder().decode(bytes)
  const all = text.split('\n')
  if (all.length > 1 && all.at(-1) === '') all.pop()
  const line = all[finding.line - 1]
  return line === undefined || finding.column < 1 || finding.column > line.length + 1
    ? `${finding.line}:${finding.column} ${finding.says}`
    : undefined
}
