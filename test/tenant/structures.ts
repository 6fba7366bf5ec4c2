import fc from 'fast-check'

/**
 * Texts that are nearly YAML: what readers have to agree on is where a value ends, what belongs to what, and what it
 * is. Half of them are built from the inside and half from pieces, so that most break somewhere.
 */
const scalars = fc.constantFrom(
  ...['a', 'b c', "'q'", '"q"', '""', "''", "'it''s'", '"a b"', '1', '-1', '0', '-0', '1.5', '1.50', '007'],
  ...['0x1F', '0o7', '1e3', '.5', '+1', '1_000', '.inf', '.nan', 'null', 'Null', '~', 'true', 'True', 'yes'],
  ...[
    'No',
    'on',
    'y',
    '2026-11-21',
    '2d',
    '12h',
    '12:30',
    'a:b',
    'a#b',
    'a #b',
    'a: b',
    '-',
    '--',
    '---',
    '...',
    '- a',
  ],
  ...['?', '? a', ':', ':a', 'a:', '<<', '=', '|', '>', '|-', '>-\n  a', '|\n  a', '[', ']', '{', '}', ','],
  ...[
    '[]',
    '{}',
    '[a]',
    '[a, b]',
    '[a, ]',
    '[, a]',
    '[a: b]',
    '{a}',
    '{a: b}',
    '{a: b, }',
    '{a : b}',
    '{a:b}',
  ],
  ...[
    '{a:}',
    '{"a":b}',
    '{a: }',
    '[a\n b]',
    '{a: b,\n c: d}',
    '[ [a], {b: c} ]',
    '"a\n b"',
    "'a\n b'",
    'a\n  b',
  ],
  ...[
    '',
    ' ',
    '#',
    '# c',
    'तनु',
    '🏠',
    '@a',
    '`a',
    '$a',
    '/a',
    '(a)',
    '__proto__',
    'constructor',
    '9007199254740993',
  ],
  ...[
    '1234567890123456789012',
    '1.0',
    '100',
    '1e21',
    'a]',
    'a}',
    'a,',
    '"a"b',
    '"a"#b',
    '"a" #b',
    "'a'b",
    '"a":b',
  ],
)
const keys = fc.constantFrom(
  ...[
    'a',
    'b',
    'c',
    'd',
    'a b',
    '"a"',
    "'b'",
    '1',
    'null',
    'true',
    'y',
    '<<',
    '__proto__',
    '-',
    '?',
    '? a',
    '[a]',
  ],
  ...['{a: b}', '', ' ', 'a ', '#a', 'toString'],
)
const separators = fc.constantFrom(': ', ': ', ': ', ':', ' : ', ':\n', ': # c\n', ':  ', ' :', ', ')
const indents = fc.constantFrom('', '', '  ', '  ', '    ', ' ', '   ', '- ', '  - ', '-  ', '- - ')
const ends = fc.constantFrom(
  '\n',
  '\n',
  '\n',
  '\n\n',
  ' \n',
  ' # c\n',
  '#c\n',
  '',
  '  # c\n\n',
  '\n# c\n',
  '\n  # c\n',
  '\n...\n',
  '\n---\n',
)

const line = fc
  .tuple(indents, fc.option(fc.tuple(keys, separators), { freq: 4 }), scalars, ends)
  .map(([indent, key, value, end]) => `${indent}${key === null ? '' : key.join('')}${value}${end}`)

/** Values as JSON has them, written in block and flow style. */
const { tree } = fc.letrec<{ tree: string; flow: string; block: string }>((tie) => ({
  tree: fc.oneof(tie('flow'), tie('block')),
  flow: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    scalars,
    fc.array(tie('flow'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
    fc
      .array(fc.tuple(keys, separators, tie('flow')), { maxLength: 3 })
      .map((fields) => `{ ${fields.map((field) => field.join('')).join(', ')} }`),
  ),
  block: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.tuple(scalars, ends).map((parts) => parts.join('')),
    fc
      .array(fc.tuple(keys, tie('tree'), ends), { minLength: 1, maxLength: 3 })
      .map((fields) => fields.map(([key, value, end]) => `${key}: ${inner(value)}${end}`).join('')),
    fc
      .array(fc.tuple(tie('tree'), ends), { minLength: 1, maxLength: 3 })
      .map((items) => items.map(([value, end]) => `- ${value.replaceAll('\n', '\n  ')}${end}`).join('')),
  ),
}))

const inner = (value: string): string =>
  value.includes('\n') ? `\n  ${value.replaceAll('\n', '\n  ')}` : value

export const structures: fc.Arbitrary<string> = fc.oneof(
  fc.array(line, { minLength: 1, maxLength: 6 }).map((lines) => lines.join('')),
  tree,
)
