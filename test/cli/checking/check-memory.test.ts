import { hash } from 'node:crypto'
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { loadCheckMemory } from '../../../src/cli/checking/check-memory.ts'
import { fileStamps } from '../../../src/cli/checking/file-stamps.ts'
import { loadRuleFiles, loadTenantFiles } from '../../../src/git/working-tree.ts'
import { checkEstate } from '../../../src/review/check-estate.ts'
import { again, aKeptEstate, anew, inFolder, later, type KeptEstate } from './a-kept-estate.ts'

const { home, kept } = inFolder()
const estate = (name = 'estate') => aKeptEstate(join(home(), name))
const bazaar = 'tenants/bazaar-retail.yaml'
const rules = '.github/landlord/'

/** In two steps, so that something may happen in between. */
function begin(root: string, now = later()) {
  const ruleFiles = loadRuleFiles(root)
  const memory = loadCheckMemory(root, ruleFiles, now)
  const files = [...ruleFiles, ...loadTenantFiles(root, memory.files)]
  const check = checkEstate({ files, on: now.toISOString() }, memory.known)
  return {
    memory,
    check,
    judged: [...check.memory.judged.keys()].map(({ path }) => path),
    end: () => memory.save(check),
  }
}

describe('what was judged', () => {
  test('is not judged again, nor read', () => {
    const { root, append } = estate()
    again(root)
    const { judged, check, end } = begin(root)
    end()
    expect(judged).toEqual([])
    expect(Object.getOwnPropertyDescriptor(check.tenants[0], 'bytes')).toHaveProperty(
      'get',
      expect.any(Function),
    )
    append(bazaar, '# once more\n')
    const second = begin(root)
    second.end()
    expect(second.judged).toEqual([bazaar])
    expect(begin(root).judged).toEqual([])
  })

  test('is written whole once, and what has changed since beside it', () => {
    const { root, append } = aKeptEstate(join(home(), 'estate'), 40)
    again(root)
    const [whole = ''] = kept()
    const { ino } = statSync(whole)
    append(bazaar, '# once more\n')
    again(root)
    expect(kept()).toHaveLength(2)
    expect(statSync(whole).ino).toBe(ino)
    // More than a twentieth of them.
    for (const id of ['sunrise-health', 'vidya-school', 'bazaar-retail'])
      append(`tenants/${id}.yaml`, '# again\n')
    again(root)
    expect(statSync(whole).ino).not.toBe(ino)
    expect(begin(root).judged).toEqual([])
  })

  test('is not written again where nothing is new', () => {
    const { root } = estate()
    again(root)
    const before = kept().map((file) => statSync(file).ino)
    again(root)
    expect(kept().map((file) => statSync(file).ino)).toEqual(before)
  })
})

type Change = readonly [what: string, edit: (estate: KeptEstate) => void, told: string]
const sameTime = (estate: KeptEstate, path: string, from: string, to: string) => {
  const file = join(estate.root, path)
  const { atime, mtime, size } = statSync(file)
  estate.edit(path, from, to)
  utimesSync(file, atime, mtime)
  expect(statSync(file)).toMatchObject({ mtime, size })
}

/** One for everything that a verdict hangs on; each brings a finding that was not there before. */
const changes: readonly Change[] = [
  ['a price', ({ edit }) => edit(`${rules}prices.yml`, /price: (?=\d)/g, 'price: 9999'), 'cost/over-budget'],
  [
    'an exchange rate',
    ({ edit }) => edit(`${rules}exchange-rates.yml`, /rate: 8/g, 'rate: 98'),
    'cost/over-budget',
  ],
  [
    'a rule',
    ({ edit }) =>
      edit(`${rules}policies/house.yml`, 'expression: has(contacts.breach)', 'expression: has(contacts.dpo)'),
    'house/breach-contact',
  ],
  ['a pack that goes', ({ root }) => rmSync(join(root, `${rules}policies/house.yml`)), ''],
  [
    'the size of a pool',
    ({ edit }) => edit(`${rules}settings.yml`, 'queriesPerMinute: 30000', 'queriesPerMinute: 30'),
    'capacity/pool-full',
  ],
  [
    'a tier',
    ({ append }) =>
      append(`${rules}settings.yml`, 'tiers: { silver: { quotas: { queriesPerMinute: 900000 } } }\n'),
    'capacity/pool-full',
  ],
  [
    'APPROVERS',
    ({ append }) => append(`${rules}APPROVERS`, '\n[Nobody] when teir == "gold"\n* @acme/cfo\n'),
    'expression/type',
  ],
  ['a rule file that is executable', ({ root }) => chmodSync(join(root, `${rules}settings.yml`), 0o755), ''],
  ['the file itself', ({ edit }) => edit(bazaar, 'breach: ', 'breech_: '), 'schema/unknown-key'],
  [
    'as many bytes of it, with the time put back',
    (estate) => sameTime(estate, bazaar, '  breach: ', '  breech: '),
    'schema/unknown-key',
  ],
  [
    'another file in its place',
    ({ root, read, write }) => {
      write('tenants/draft', read(bazaar).replace('  breach: ', '  breech: '))
      renameSync(join(root, 'tenants/draft'), join(root, bazaar))
    },
    'schema/unknown-key',
  ],
  [
    'a link in its place',
    ({ root, read, write }) => {
      write('draft.yaml', read(bazaar))
      rmSync(join(root, bazaar))
      symlinkSync('../draft.yaml', join(root, bazaar))
    },
    'file/symlink',
  ],
  [
    'another tenant of the same pool',
    ({ read, write }) =>
      write(
        'tenants/big-one.yaml',
        `${read(bazaar).replace('id: bazaar-retail', 'id: big-one')}quotas: { queriesPerMinute: 900000 }\n`,
      ),
    'capacity/pool-full',
  ],
  [
    'the same tenant in a second file',
    ({ read, write }) => write('tenants/bazaar-retail.yml', read(bazaar)),
    'estate/same-id',
  ],
  [
    'the line for editors, in all but one',
    ({ edit }) => edit(bazaar, /^# yaml-language.*\n/g, ''),
    'tenant/no-modeline',
  ],
]

test.each(changes)('%s is seen, and told as without what is kept', (_, edit, rule) => {
  const one = estate()
  const before = again(one.root)
  expect(begin(one.root).judged).toEqual([])
  edit(one)
  const after = again(one.root)
  expect(after).toEqual(anew(one.root))
  expect(again(one.root)).toEqual(after)
  const news = after.findings.filter(({ rule }) => !before.findings.some((old) => old.rule === rule))
  if (rule !== '') expect(news.map(({ rule }) => rule)).toContain(rule)
})

const day = (days: number) => later(days).toISOString().slice(0, 10)

test.each([
  [
    'a waiver ends',
    ({ edit, append }: KeptEstate) => {
      edit(bazaar, /^ {2}breach: .*\n/gm, '')
      append(
        bazaar,
        `waivers: [{ rule: house/breach-contact, until: '${day(3)}', reason: Soon there., approvedBy: colin@acme.example }]\n`,
      )
    },
    'deny house/breach-contact',
  ],
  [
    'a boost ends',
    ({ append }: KeptEstate) =>
      append(
        bazaar,
        `boosts: [{ quota: queriesPerMinute, by: 5, until: '${day(3)}', reason: A sale of ten days. }]\n`,
      ),
    'info boost/over',
  ],
  [
    'a rule takes effect',
    ({ edit }: KeptEstate) => {
      edit(`${rules}policies/house.yml`, 'has(contacts.breach)', 'has(contacts.dpo)')
      edit(`${rules}policies/house.yml`, /effectiveFrom: .*/g, `effectiveFrom: ${day(5)}`)
    },
    'deny house/breach-contact',
  ],
  [
    'a rate begins',
    ({ append }: KeptEstate) =>
      append(
        `${rules}exchange-rates.yml`,
        `  - { from: USD, to: INR, rate: 9999.00, validFrom: ${day(5)}, source: the board, basis: agreed }\n`,
      ),
    'warn cost/over-budget',
  ],
])('on the day on which %s, that is told', (_, edit, rule) => {
  const one = estate()
  edit(one)
  const before = again(one.root)
  const after = again(one.root, later(9))
  expect(after).toEqual(anew(one.root, later(9)))
  const rulesOf = (findings: typeof after.findings) =>
    findings
      .filter(({ file }) => file.startsWith('tenants/'))
      .map(({ severity, rule }) => `${severity} ${rule}`)
  expect(rulesOf(after.findings)).toContain(rule)
  expect(rulesOf(before.findings)).not.toContain(rule)
})

describe('a file that was written just now', () => {
  const stat = (ctimeMs: number) => ({ ...{ dev: 1, ino: 2, size: 3, mode: 0o100644, mtimeMs: 0 }, ctimeMs })
  const now = new Date(1_000_000)
  test.each([
    { says: 'may be written again in the same tick, and is read', ago: 1_999, blob: undefined },
    { says: 'of a clock that goes before ours is read', ago: -5_000, blob: undefined },
    { says: 'is not read once it has lain still', ago: 2_001, blob: 'its blob' },
  ])('$says', ({ ago, blob }) => {
    const first = fileStamps(() => undefined, now)
    first.learn('a', stat(1_000_000 - ago))
    const [stamp = ''] = [...first.learnt.values()]
    const second = fileStamps(() => ['a', 'its blob', '100644', stamp, 0], now)
    expect(second.blobOf('a', stat(1_000_000 - ago))).toBe(blob)
  })

  test('is judged by what it holds now', () => {
    const { root, edit } = estate()
    again(root, new Date())
    edit(bazaar, 'tier: silver', 'tier: bronze')
    again(root, new Date())
    edit(bazaar, 'tier: bronze', 'tier: silver')
    expect(again(root, new Date())).toEqual(anew(root, new Date()))
  })
})

/** With a digest that is right, as nobody writes it by accident. */
function rewrite(file: string, edit: (content: string) => string): void {
  const [key = '', , content = ''] = readFileSync(file, 'utf8').split('\n')
  const edited = edit(content)
  writeFileSync(file, [key, hash('sha256', edited), edited].join('\n'))
}

describe('what is kept', () => {
  /** Both files, of which the second says that vidya-school is broken. */
  const broken = () => {
    const one = aKeptEstate(join(home(), 'estate'), 40)
    again(one.root)
    one.append('tenants/vidya-school.yaml', 'oops: 1\n')
    again(one.root)
    expect(kept()).toHaveLength(2)
    return one
  }

  test.each([
    ['cut short', (text: string) => text.slice(0, -100)],
    ['half overwritten', (text: string) => text.slice(0, 200).padEnd(text.length, '\0')],
    ['changed by somebody', (text: string) => text.replace('"kinds":[', '"kinds":[{},')],
    ['of something else', () => 'hello\n'],
    ['empty', () => ''],
  ])('and is %s, is not believed and is written anew', (_, spoil) => {
    for (const which of [0, 1]) {
      const { root } = broken()
      const file = kept()[which] ?? ''
      writeFileSync(file, spoil(readFileSync(file, 'utf8')))
      expect(begin(root).judged).not.toEqual([])
      expect(again(root)).toEqual(anew(root))
      expect(begin(root).judged).toEqual([])
      rmSync(join(home(), 'cache'), { recursive: true })
    }
  })

  test('would be believed, were it right: that is what these tests can see', () => {
    const { root } = broken()
    for (const file of kept()) rewrite(file, (content) => content.replaceAll('oops', 'planted'))
    expect(JSON.stringify(again(root))).toContain('planted')
    expect(JSON.stringify(anew(root))).not.toContain('planted')
    expect(JSON.stringify(again(root, later(1)))).not.toContain('planted')
  })

  test('of another estate says nothing of this one', () => {
    const other = broken()
    const theirs = kept().map((file) => [file, readFileSync(file, 'utf8')] as const)
    rmSync(join(home(), 'cache'), { recursive: true })
    const { root } = estate('mine')
    again(root)
    const [mine = ''] = kept()
    for (const [, text] of theirs) writeFileSync(mine, text)
    expect(again(root)).toEqual(anew(root))
    expect(again(other.root)).toEqual(anew(other.root))
  })

  test.each(['a folder that nobody can write', 'a folder where a file should be'])(
    'in %s only costs time',
    (what) => {
      const { root, append } = estate()
      again(root)
      const [file = ''] = kept()
      if (what.endsWith('write')) process.env.XDG_CACHE_HOME = '/dev/null'
      else {
        rmSync(file)
        mkdirSync(file)
      }
      append(bazaar, 'oops: 1\n')
      expect(again(root)).toEqual(anew(root))
      expect(again(root)).toEqual(anew(root))
    },
  )
})

describe('two checks at once', () => {
  const one = () => {
    const made = aKeptEstate(join(home(), 'estate'), 40)
    again(made.root)
    return made
  }
  const many = ({ append }: KeptEstate) => {
    for (const id of ['sunrise-health', 'vidya-school', 'bazaar-retail'])
      append(`tenants/${id}.yaml`, 'oops: 1\n')
  }
  const few = ({ append }: KeptEstate) => append('tenants/vidya-school.yaml', 'oops: 1\n')

  test.each([
    ['each writing what has changed', few, few],
    ['one writing all, the other what has changed', many, few],
    ['one writing what has changed, the other all', few, many],
    ['each writing all', many, many],
  ])('of files that change between them, %s, end as one does', (_, first, second) => {
    for (const turned of [false, true]) {
      const estate = one()
      first(estate)
      const a = begin(estate.root)
      second(estate)
      const b = begin(estate.root)
      for (const { end } of turned ? [b, a] : [a, b]) end()
      expect(again(estate.root)).toEqual(anew(estate.root))
      expect(again(estate.root)).toEqual(anew(estate.root))
      rmSync(estate.root, { recursive: true })
    }
  })
})
