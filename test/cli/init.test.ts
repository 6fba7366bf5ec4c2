import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { landlord } from './a-clone.ts'

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'landlord-init-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const filesOf = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, path)).isFile())
    .filter((path) => !path.startsWith('.git/'))
    .sort()

describe('an empty folder', () => {
  test('becomes an estate that is content with itself, and every file it wrote is told', async () => {
    const { stdout, code } = await landlord(dir, ['init', '--examples'])
    expect(code).toBe(0)
    expect(stdout.trimEnd().split('\n').toSorted()).toEqual(filesOf(dir))
    expect(await landlord(dir, ['check'])).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^3 tenants/),
    })
    expect(await landlord(dir, ['rules', 'test'])).toMatchObject({ code: 0 })
  })

  test('without examples it holds no tenant, and a first one can be written', async () => {
    await landlord(dir, ['init'])
    expect(await landlord(dir, ['check'])).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^0 tenants/),
    })
  })

  test('every schema that an editor is told to look up is there', async () => {
    await landlord(dir, ['init', '--examples'])
    const named = filesOf(dir).flatMap((path) => {
      const [, schema] = /\$schema=(\S+)/.exec(readFileSync(join(dir, path), 'utf8')) ?? []
      return schema === undefined ? [] : [join(dirname(path), schema)]
    })
    expect(named.length).toBeGreaterThanOrEqual(8)
    expect(named.filter((path) => !existsSync(join(dir, path)))).toEqual([])
  })
})

describe('a repository with files of its own', () => {
  test('keeps every one of them, and a second run writes nothing', async () => {
    execFileSync('git', ['init', '--quiet', dir])
    writeFileSync(join(dir, 'README.md'), 'Ours.\n')
    writeFileSync(join(dir, '.gitignore'), 'ours/\n')
    const first = await landlord(dir, ['init'])
    expect(first).toMatchObject({ code: 0, stderr: expect.stringContaining('2 were there already') })
    expect(first.stderr).toContain('Add .landlord/ to your .gitignore')
    expect(readFileSync(join(dir, 'README.md'), 'utf8')).toBe('Ours.\n')
    expect(readFileSync(join(dir, '.gitignore'), 'utf8')).toBe('ours/\n')
    const written = filesOf(dir)
    const second = await landlord(dir, ['init'])
    expect(second).toMatchObject({
      code: 0,
      stdout: '',
      stderr: expect.stringMatching(/^Wrote 0 files in this folder\./),
    })
    expect(filesOf(dir)).toEqual(written)
  })
})

test('a file is no folder', async () => {
  writeFileSync(join(dir, 'estate'), '')
  const { stdout, stderr, code } = await landlord(dir, ['init', 'estate'])
  expect({ stdout, code }).toEqual({ stdout: '', code: 2 })
  expect(stderr).toContain('estate is a file, and an estate needs a folder.')
})

test('a file where a folder has to be is told in one line', async () => {
  writeFileSync(join(dir, '.github'), '')
  const { stderr, code } = await landlord(dir, ['init'])
  expect(code).toBe(2)
  expect(stderr).toMatch(/^landlord: .*\.github.*\n/)
})
