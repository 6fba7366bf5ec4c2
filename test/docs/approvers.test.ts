import { describe, expect, test } from '@jest/globals'
import { parseApprovers } from '../../src/approvals/parse-approvers.ts'
import { compileCondition } from '../../src/expression/condition.ts'
import { codeSpans, fences, read, tableRows } from './document.ts'

const guide = read('docs/guides/approvers.md')
const examples = fences(guide, 'approvers')

describe('every example of an APPROVERS file', () => {
  test('there are some', () => {
    expect(examples.length).toBeGreaterThan(3)
  })

  test.each(examples.map((text) => ({ title: text.split('\n')[0] ?? '', text })))('$title', ({ text }) => {
    const bytes = new TextEncoder().encode(text)
    const path = '.github/landlord/APPROVERS'
    const file = { path, blob: '', mode: '100644', size: bytes.length, bytes } as const
    const { approvers, findings } = parseApprovers(file)
    expect(findings).toEqual([])
    expect(approvers.sections.length).toBeGreaterThan(0)
  })
})

const names = codeSpans(
  tableRows(guide)
    .map(([cell = '']) => cell)
    .join('\n'),
)

/** What compliance rules see and a condition of APPROVERS does not. */
const onlyForRules = ['today']

test('every variable of a condition is in the table', () => {
  const source = read('src/expression/environment.ts')
  const variables = [...source.matchAll(/registerVariable\('(\w+)'/g)].map(([, name = '']) => name)
  expect(variables.length).toBeGreaterThan(15)
  const heads = new Set([...names.map((name) => name.split('.')[0]), ...onlyForRules])
  expect(variables.filter((name) => !heads.has(name))).toEqual([])
})

test('every name in the table is one that a condition may use', () => {
  const broken = names
    .filter((name) => !name.endsWith('…'))
    .map((name) => name.replace('(n)', '(1)'))
    .filter((name) => !compileCondition(`${name} == ${name}`, { file: 'APPROVERS', line: 1, column: 1 }).ok)
  expect(broken).toEqual([])
})
