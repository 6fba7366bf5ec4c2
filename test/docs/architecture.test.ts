import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { codeSpans, fences, read, root } from './document.ts'

const page = read('docs/architecture.md')
const [picture = ''] = fences(page, 'mermaid')
const folders = readdirSync(join(root, 'src'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)

test('every folder of src stands in a row of the picture', () => {
  expect(folders.filter((name) => !new RegExp(`src/${name}\\b`).test(picture))).toEqual([])
})

test('every path that is named exists', () => {
  const paths = [...codeSpans(page), ...picture.matchAll(/src\/[a-z]+/g).map(([path]) => path)].filter(
    (span) => /^(\.?[\w-]+\/)+[\w.-]*$|^\.[\w-]+\.cjs$|^[\w-]+\.yml$/.test(span) && !span.includes('NAME'),
  )
  expect(paths.length).toBeGreaterThan(40)
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([])
})

test('the rows are those that the import rules hold to', () => {
  const { forbidden } = createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs')) as {
    forbidden: readonly { name: string; from: { path?: string } }[]
  }
  const rowOf = (rule: string): readonly string[] => {
    const from = forbidden.find(({ name }) => name === rule)?.from.path ?? ''
    return [...from.matchAll(/[a-z]+/g)].map(([name]) => name).filter((name) => folders.includes(name))
  }
  const line = (box: string): string =>
    picture.split('\n').find((one) => one.trim().startsWith(`${box}[`)) ?? ''
  for (const [box, rule] of [
    ['adapters', 'adapters-are-leaves'],
    ['composers', 'composers-look-down'],
    ['parts', 'neighbours-are-strangers'],
    ['flows', 'flows-never-import-adapters'],
    ['expression', 'expression-is-low'],
    ['tenant', 'tenant-imports-nothing'],
  ] as const) {
    const drawn = [...line(box).matchAll(/src\/([a-z]+)/g)].map(([, name]) => name)
    expect(drawn.toSorted()).toEqual(rowOf(rule).toSorted())
  }
})
