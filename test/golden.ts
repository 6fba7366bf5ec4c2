import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect } from '@jest/globals'

const folder = join(import.meta.dirname, 'golden')

/** Holds a rendered text to `test/golden/<path>`; UPDATE_GOLDEN=1 rewrites it, which CI refuses. */
export function expectGolden(path: string, text: string): void {
  const file = join(folder, path)
  if (process.env.UPDATE_GOLDEN === '1') {
    if (process.env.CI === 'true') throw new Error('Golden files are not rewritten in CI.')
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  expect(text).toBe(readFileSync(file, 'utf8'))
}
