import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { generateTenants } from '../../scripts/bench/check-estate.ts'
import { loadCheckMemory } from '../../src/cli/check-memory.ts'
import { loadFileStamps } from '../../src/cli/file-stamps.ts'
import { loadEstate } from '../../src/git/working-tree.ts'
import { checkEstate } from '../../src/review/check-estate.ts'
import { estateRules, estateTenants } from '../review/an-estate.ts'

const on = '2026-11-21'
const before = process.env.XDG_CACHE_HOME
let home = ''
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'landlord-edits-'))
  process.env.XDG_CACHE_HOME = join(home, 'cache')
})
afterEach(() => {
  rmSync(home, { recursive: true })
  if (before === undefined) delete process.env.XDG_CACHE_HOME
  else process.env.XDG_CACHE_HOME = before
})

const write = (root: string, path: string, content: string | Uint8Array) => {
  const file = join(root, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, content)
}

function anEstate(name: string): string {
  const root = join(home, name)
  for (const { path, bytes } of [...estateRules, ...estateTenants]) write(root, path, bytes ?? '')
  for (const { path, text } of generateTenants(6)) write(root, path, text)
  return root
}

/** With what is kept between two calls, as the command does it. `later`: milliseconds that the files have lain still. */
function again(root: string, later: number) {
  const stamps = loadFileStamps(root, Date.now() + later)
  const files = loadEstate(root, stamps)
  stamps.save()
  const { known, save } = loadCheckMemory(root, files, on)
  const { tenants, findings, memory } = checkEstate({ files, on }, known)
  if (memory !== known) save(memory)
  return { tenants: tenants.map(({ path, blob }) => [path, blob]), findings, hadMemory: known !== undefined }
}

function anew(root: string) {
  const { tenants, findings } = checkEstate({ files: loadEstate(root), on })
  return { tenants: tenants.map(({ path, blob }) => [path, blob]), findings }
}

const paths = [
  ...generateTenants(6).map(({ path }) => path),
  'tenants/vidya-school.yaml',
  'tenants/new-one.yaml',
]
const settings = '.github/landlord/settings.yml'
/** Each makes its file longer, so that no clock is too coarse to tell. */
const edits: Readonly<Record<string, (root: string, path: string) => void>> = {
  comment: (root, path) => {
    append(root, path, '# once more\n')
  },
  break: (root, path) => {
    append(root, path, 'oops: [\n')
  },
  typo: (root, path) => {
    append(root, path, 'teir: gold\n')
  },
  modeline: (root, path) => {
    write(root, path, `# nothing for editors\n${read(root, path).replace(/^# yaml-language.*\n/, '')}`)
  },
  quota: (root, path) => {
    append(root, path, 'borrow: { queriesPerMinute: 900000 }\n')
  },
  remove: (root, path) => {
    rmSync(join(root, path), { force: true })
  },
  copy: (root, path) => {
    write(root, 'tenants/new-one.yaml', read(root, path))
  },
  move: (root, path) => {
    if (read(root, path) !== '') renameSync(join(root, path), join(root, 'tenants/new-one.yaml'))
  },
  rules: (root) => {
    append(root, settings, '# seen\n')
  },
}
const read = (root: string, path: string): string => {
  try {
    return readFileSync(join(root, path), 'utf8')
  } catch {
    return ''
  }
}
const append = (root: string, path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  appendFileSync(join(root, path), text)
}

test('whatever is edited, what is kept changes nothing about what is said', () => {
  const edit = fc.tuple(fc.constantFrom(...Object.keys(edits)), fc.constantFrom(...paths))
  let run = 0
  let remembered = 0
  fc.assert(
    fc.property(fc.array(fc.array(edit, { maxLength: 3 }), { minLength: 1, maxLength: 3 }), (rounds) => {
      const root = anEstate(`estate-${(run += 1)}`)
      again(root, 60_000)
      for (const round of rounds) {
        for (const [name, path] of round) edits[name]?.(root, path)
        const { hadMemory, ...kept } = again(root, 60_000)
        expect(kept).toEqual(anew(root))
        if (hadMemory) remembered += 1
      }
    }),
    { numRuns: 8 },
  )
  expect(remembered).toBeGreaterThan(0)
})

test('a file that has lain still is not read again; one that was just written is', () => {
  const root = anEstate('estate')
  const path = 'tenants/vidya-school.yaml'
  const loaded = (later: number) => {
    const stamps = loadFileStamps(root, Date.now() + later)
    const file = loadEstate(root, stamps).find((one) => one.path === path)
    stamps.save()
    return file && Object.getOwnPropertyDescriptor(file, 'bytes')?.get !== undefined
  }
  expect(loaded(0)).toBe(false)
  expect(loaded(60_000)).toBe(false)
  expect(loaded(60_000)).toBe(true)
  // In the very tick of the clock, and as long as before.
  writeFileSync(join(root, path), read(root, path).replace('bronze', 'silver'))
  loaded(0)
  writeFileSync(join(root, path), read(root, path).replace('silver', 'bronze'))
  expect(again(root, 0).tenants).toEqual(anew(root).tenants)
})
