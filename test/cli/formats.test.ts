import { describe, expect, test } from '@jest/globals'
import { columns } from '../../src/cli/format/columns.ts'
import { amount } from '../../src/cli/estimate-data.ts'
import { formatGitHub } from '../../src/cli/format/github.ts'
import { formatSarif } from '../../src/cli/format/sarif.ts'
import { formatFindings } from '../../src/cli/format/text.ts'
import { aFile } from '../builders.ts'
import { expectGolden } from '../golden.ts'
import { aFinding } from '../review/a-verdict.ts'

const hostile = aFinding({
  file: 'tenants/a,b:c 100%é.yaml',
  severity: 'warn',
  rule: 'house/naming',
  line: 2,
  column: 7,
  says: 'Two\nlines ::error::and \u001b[31mred',
  fix: 'Mend\r\nit.',
})

describe('sarif', () => {
  test('findings, their rules and their places', () => {
    expectGolden('cli/findings.sarif.json', formatSarif([aFinding(), hostile, aFinding({ line: 9 })]) + '\n')
  })

  test('no finding is a run without results', () => {
    const log = JSON.parse(formatSarif([])) as { version: string; runs: { results: unknown[] }[] }
    expect(log.version).toBe('2.1.0')
    expect(log.runs.map(({ results }) => results)).toEqual([[]])
  })
})

test('github: one workflow command a finding, whatever its words hold', () => {
  expect(formatGitHub([aFinding(), hostile]).split('\n')).toEqual([
    '::error file=tenants/sunrise-health.yaml,line=5,col=1,title=schema/unknown-key::There is no field "teir". Write "tier".',
    '::warning file=tenants/a%2Cb%3Ac 100%25é.yaml,line=2,col=7,title=house/naming::Two lines ::error::and \uFFFD[31mred Mend it.',
  ])
})

describe('text', () => {
  test('the line in question, with a mark, and nothing that a terminal would obey', () => {
    const file = aFile(hostile.file, 'id: x\nname: \u001b[2Jgone\u202e\n')
    const shown = formatFindings([hostile], [file])
    expect(shown).toContain('  2 │ name: \uFFFD[2Jgone\uFFFD\n    │       ^\n')
    expect(shown.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  })

  test('a file without text has no lines to show', () => {
    const file = aFile(hostile.file, Uint8Array.from([0, 1, 2]))
    expect(formatFindings([hostile], [file])).not.toContain('│')
  })
})

test('columns stand under one another', () => {
  expect(
    columns([
      ['A', 'LONG'],
      ['longer', 'b'],
    ]),
  ).toBe('A       LONG\nlonger  b')
})

test.each([
  [0n, '0.00'],
  [5n, '0.05'],
  [149_950n, '1499.50'],
  [-101n, '-1.01'],
])('%d minor units are %s', (minor, text) => {
  expect(amount(minor)).toBe(text)
})

describe('columns', () => {
  test('as wide as a terminal shows them, whatever the script', () => {
    expect(
      columns([
        ['NAME', 'X'],
        ['東京', 'a'],
        ['é̀', 'b'],
      ]),
    ).toBe('NAME  X\n東京  a\né̀     b')
  })

  test('amounts end at one place, rows may be indented', () => {
    const rows = [
      ['WHAT', 'A MONTH', 'FROM'],
      ['a', '₹1,000.00', '[1]'],
      ['b', '₹5.00', ''],
    ]
    expect(columns(rows, { right: [1], indent: 2 })).toBe(
      '  WHAT    A MONTH  FROM\n  a     ₹1,000.00  [1]\n  b         ₹5.00',
    )
  })

  test('the last column is wrapped below itself where the page ends', () => {
    const rows = [
      ['SEAT', 'WHY'],
      ['CFO', 'A budget of a lakh and more'],
    ]
    expect(columns(rows, { width: 30 })).toBe('SEAT  WHY\nCFO   A budget of a lakh and\n      more')
  })

  test('no cell commands a terminal or starts a line', () => {
    expect(columns([['a\u001b[2J\nb', 'c']])).toBe('a\uFFFD[2J b  c')
  })
})
