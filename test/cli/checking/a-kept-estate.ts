import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach } from '@jest/globals'
import { generateTenants } from '../../../scripts/bench/check-estate.ts'
import { checkAgain, checkAnew, type CheckedFiles } from '../../../src/cli/checking/check-files.ts'
import { estateRules, estateTenants } from '../../review/an-estate.ts'

/** A folder that goes after each test, with the cache folder in it. */
export function inFolder(): Readonly<{ home: () => string; kept: () => readonly string[] }> {
  const before = process.env.XDG_CACHE_HOME
  let home = ''
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'landlord-kept-'))
    process.env.XDG_CACHE_HOME = join(home, 'cache')
  })
  afterEach(() => {
    rmSync(home, { recursive: true, force: true })
    if (before === undefined) delete process.env.XDG_CACHE_HOME
    else process.env.XDG_CACHE_HOME = before
  })
  const cache = () => join(home, 'cache/landlord')
  return { home: () => home, kept: () => readdirSync(cache()).map((name) => join(cache(), name)) }
}

/** An estate on the disk: the example's, and `more` tenants as people write them. */
export type KeptEstate = Readonly<{
  root: string
  read: (path: string) => string
  write: (path: string, content: string | Uint8Array) => void
  append: (path: string, text: string) => void
  edit: (path: string, from: string | RegExp, to: string) => void
}>

export function aKeptEstate(root: string, more = 0): KeptEstate {
  const at = (path: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    return join(root, path)
  }
  const write = (path: string, content: string | Uint8Array) => {
    writeFileSync(at(path), content)
  }
  const read = (path: string) => readFileSync(join(root, path), 'utf8')
  for (const { path, bytes } of [...estateRules, ...estateTenants]) write(path, bytes ?? '')
  for (const { path, text } of generateTenants(more)) write(path, text)
  return {
    root,
    read,
    write,
    append: (path, text) => {
      appendFileSync(at(path), text)
    },
    edit: (path, from, to) => {
      const text = read(path)
      const edited = text.replaceAll(from, to)
      if (edited === text) throw new Error(`${path} has nothing like ${String(from)}.`)
      write(path, edited)
    },
  }
}

/** All files have lain still for so long that none is looked at again without need: what is kept counts as it ever does. */
export const later = (days = 0): Date => new Date(start + 3_600_000 + days * 86_400_000)
const start = Date.now()

const told = ({ check: { tenants, findings } }: CheckedFiles) => ({
  tenants: tenants.map(({ path, blob, mode }) => `${mode} ${blob} ${path}`),
  findings,
})
export const again = (root: string, now = later()) => told(checkAgain(root, now))
export const anew = (root: string, now = later()) => told(checkAnew(root, now))
