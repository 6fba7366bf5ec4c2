import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { checkNames } from '../../src/verification/check.ts'
import { codeSpans, read, root, tableRows } from './document.ts'

const readme = read('README.md')

/** Lines of a text with what only lays it out taken away: quote marks, padding of table cells. */
const plainLines = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) =>
      line
        .replace(/^> ?/, '')
        .replaceAll(/\s*\|\s*/g, '|')
        .replaceAll(/-+/g, '-')
        .trim(),
    )
    .filter((line) => line !== '')

/** The quotation after a comment that names where it is from. */
const quotedAfter = (from: string): string =>
  new RegExp(`<!-- from ${from} -->\\n+((?:>.*\\n)+)`).exec(readme)?.[1] ?? ''

test('the comment is the one that Landlord writes', () => {
  const golden = 'test/golden/review/estate-sunrise-health.md'
  const quoted = plainLines(quotedAfter(golden))
  expect(quoted.length).toBeGreaterThan(10)
  const real = plainLines(read(golden))
  expect(quoted.filter((line) => !real.includes(line))).toEqual([])
})

test('the report has the eight checks, and every one of them was made', () => {
  const title = (name: string) => name.replaceAll('-', ' ')
  const rows = tableRows(quotedAfter('a run of `npm run sandbox -- --auto`'))
  const checks = rows.map(([sign = '', name = '', seen = '']) => ({ sign, name: name.toLowerCase(), seen }))
  const shown = checks.filter(({ name }) => checkNames.map(title).includes(name))
  expect(shown.map(({ name }) => name)).toEqual(checkNames.map(title))
  expect(shown.filter(({ seen }) => seen.startsWith('not built'))).toEqual([])
})

test('the rule packs it calls built are those that are shipped', () => {
  const [row = []] = tableRows(readme).filter(([what = '']) => what.startsWith('Compliance as data'))
  const built = codeSpans(row[0] ?? '')
  const shipped = readdirSync(join(root, '.github/landlord/policies')).map((file) => file.replace('.yml', ''))
  expect(built.toSorted()).toEqual(shipped.toSorted())
})
