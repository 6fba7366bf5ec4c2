import { chmodSync, readFileSync, renameSync, rmSync, utimesSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { generateTenants } from '../../../scripts/bench/check-estate.ts'
import { again, aKeptEstate, anew, inFolder, later, type KeptEstate } from './a-kept-estate.ts'

const { home, kept } = inFolder()

const tenants = 30
const rules = '.github/landlord/'
const paths = [
  ...generateTenants(tenants)
    .map(({ path }) => path)
    .filter((_, index) => index % 8 === 0),
  'tenants/vidya-school.yaml',
  'tenants/new-one.yaml',
]

const read = ({ root }: KeptEstate, path: string): string => {
  try {
    return readFileSync(join(root, path), 'utf8')
  } catch {
    return ''
  }
}
const toggle = (estate: KeptEstate, path: string, from: string, to: string) => {
  const text = read(estate, path)
  estate.write(path, text.includes(to) ? text.replace(to, from) : text.replace(from, to))
}

/** What may happen to an estate between two checks, and what a path has to do with it. */
const edits: Readonly<Record<string, (estate: KeptEstate, path: string) => void>> = {
  comment: ({ append }, path) => append(path, '# once more\n'),
  break: ({ append }, path) => append(path, 'oops: [\n'),
  typo: ({ append }, path) => append(path, 'teir: gold\n'),
  quota: ({ append }, path) => append(path, 'borrow: { queriesPerMinute: 900000 }\n'),
  modeline: (estate, path) =>
    estate.write(path, `# nothing for editors\n${read(estate, path).replace(/^# yaml-language.*\n/, '')}`),
  asLong: (estate, path) => {
    const file = join(estate.root, path)
    if (read(estate, path) === '') return
    const { atime, mtime } = statSync(file)
    toggle(estate, path, 'contacts:', 'kontacts:')
    utimesSync(file, atime, mtime)
  },
  executable: (estate, path) => {
    if (read(estate, path) !== '') chmodSync(join(estate.root, path), 0o755)
  },
  remove: ({ root }, path) => rmSync(join(root, path), { force: true }),
  copy: (estate, path) => estate.write('tenants/new-one.yaml', read(estate, path)),
  move: (estate, path) => {
    if (read(estate, path) !== '')
      renameSync(join(estate.root, path), join(estate.root, 'tenants/new-one.yaml'))
  },
  settings: ({ append }) => append(`${rules}settings.yml`, '# seen\n'),
  pool: (estate) =>
    toggle(estate, `${rules}settings.yml`, 'queriesPerMinute: 30000', 'queriesPerMinute: 300'),
  rule: (estate) => toggle(estate, `${rules}policies/house.yml`, 'has(contacts.breach)', 'has(contacts.dpo)'),
  price: (estate) => toggle(estate, `${rules}prices.yml`, 'price: 2.5', 'price: 99992.5'),
  rate: (estate) => toggle(estate, `${rules}exchange-rates.yml`, 'rate: 84.10', 'rate: 9984.10'),
  spoil: (_, path) => {
    const files = kept()
    const file = files[path.length % files.length]
    if (file !== undefined) writeFileSync(file, readFileSync(file).subarray(0, -path.length))
  },
}

const step = fc.record({
  edits: fc.array(fc.tuple(fc.constantFrom(...Object.keys(edits)), fc.constantFrom(...paths)), {
    minLength: 1,
    maxLength: 4,
  }),
  days: fc.constantFrom(0, 0, 0, 1, 200),
  // A second later the files have not lain still.
  atOnce: fc.boolean(),
})

test('whatever is edited, what is kept changes nothing about what is said', () => {
  let run = 0
  fc.assert(
    fc.property(fc.array(step, { minLength: 8, maxLength: 8 }), (steps) => {
      const estate = aKeptEstate(join(home(), `estate-${(run += 1)}`), tenants)
      let days = 0
      again(estate.root)
      for (const { edits: wanted, days: more, atOnce } of steps) {
        days += more
        for (const [name, path] of wanted) edits[name]?.(estate, path)
        const now = atOnce && days === 0 ? new Date() : later(days)
        expect(again(estate.root, now)).toEqual(anew(estate.root, now))
      }
    }),
    { numRuns: 3 },
  )
})
