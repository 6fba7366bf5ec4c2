import { describe, expect, test } from '@jest/globals'
import type { EstateFile } from '../../src/tenant/estate-file.ts'
import type { Finding } from '../../src/tenant/finding.ts'
import { renderMoney } from '../../src/tenant/money.ts'
import { parseTenant } from '../../src/tenant/parse.ts'
import { aFile, aSettings } from '../builders.ts'

/** Line 1 is apiVersion, 2 id, 3 name, 4 tier, 5 region, 6 owner, 7–9 costs, 10 budget, 11–12 data. */
const good = `apiVersion: landlord/v1
id: acme-retail
name: Acme Retail
tier: silver
region: eu-west-1
owner: ria@acme.example
businessUnit: retail
costCenter: CC-1042
glCode: '6100-200'
budget: { amount: 600000, currency: INR }
data:
  classification: internal
`
const path = 'tenants/acme-retail.yaml'
const parse = (content: string | Uint8Array, mode?: EstateFile['mode']) =>
  parseTenant(aFile(path, content, mode), aSettings())

/** `line:column pointer says → fix` */
const shown = ({ line, column, pointer, says, fix }: Finding) =>
  `${line}:${column} ${pointer === '' ? '' : `${pointer} `}${says} → ${fix}`

const replacing = (from: string, to: string) => {
  expect(good).toContain(from)
  return good.replace(from, to)
}

describe('a file that cannot be read says so in one sentence', () => {
  test.each<[string, string | Uint8Array, string]>([
    ['empty', '', '1:1 The file is empty. → Write the fields, or remove the file.'],
    ['only blank lines', '\n\n', '1:1 The file is empty. → Write the fields, or remove the file.'],
    [
      'only comments',
      '# nothing yet\n# at all\n',
      '1:1 The file holds only comments. → Write the fields, or remove the file.',
    ],
    [
      'a value after an unclosed quote',
      replacing('name: Acme Retail', 'name: "Acme Retail'),
      '12:27 A quoted text is not closed. → Add the missing `"`.',
    ],
    [
      'a bracket that is never closed',
      replacing('INR }', 'INR'),
      '11:1 A bracket is not closed. → Add the missing `}`.',
    ],
    [
      'a tab for indentation',
      replacing('  classification', '\tclassification'),
      '12:1 This line is indented with a tab, which YAML does not allow. → Indent with spaces.',
    ],
    [
      'a line without a colon',
      replacing('tier: silver', 'tier silver'),
      '4:1 This line is neither `key: value` nor part of a list. → Check for a missing colon or quote.',
    ],
    [
      'two keys in a line',
      replacing('tier: silver', 'tier: silver region: x'),
      '4:7 There is a second `key: value` in the line of the first. → Put it on a line of its own, or quote a value that holds a colon.',
    ],
    [
      'a value that starts with an at sign',
      replacing('ria@acme.example', '@ria'),
      '6:8 A value cannot start with this character. → Put the value in quotes.',
    ],
    [
      'a list at the top',
      '- id: acme-retail\n',
      '1:1 The file must be a group of `key: value` lines, not a list. → Write one `key: value` in a line.',
    ],
    [
      'a word',
      'hello\n',
      '1:1 The file must be a group of `key: value` lines, not the text `hello`. → Write one `key: value` in a line.',
    ],
    [
      'several documents',
      `${good}---\n${good}`,
      '13:1 A second YAML document starts here, and one file describes one thing. → Move what follows `---` into a file of its own.',
    ],
    [
      'a directive',
      `%YAML 1.1\n---\n${good}`,
      '1:1 A line that starts with `%` changes how YAML is read. → Remove this line.',
    ],
    [
      'binary',
      `${good}name2: \0\u0001`,
      '13:8 The file holds binary data, not text. → Save it as plain text in UTF-8.',
    ],
    [
      'UTF-16',
      Uint8Array.of(0xff, 0xfe, 0x69, 0x00, 0x64, 0x00),
      '1:1 The file is UTF-16, not UTF-8. → Save it as plain text in UTF-8.',
    ],
    [
      'Latin-1',
      Buffer.from(replacing('Acme Retail', 'Café'), 'latin1'),
      '3:10 From here on the file is not UTF-8. → Save the file in the UTF-8 encoding.',
    ],
    [
      '1 MB',
      good + '#'.repeat(1024 * 1024),
      '1:1 The file has 1025 KiB; more than 256 KiB is not read. → Keep only what the schema describes; such a file has some forty lines.',
    ],
    [
      'thousands of lines',
      good + 'x: 1\n'.repeat(5000),
      '1141:5 From here on the file is not read: it has far more parts than such a file needs. → Keep only what the schema describes.',
    ],
    [
      'deep nesting',
      `x: ${'['.repeat(5000)}`,
      '1:21 Lists and mappings are nested more than 16 deep here. → Write it flatter.',
    ],
  ])('%s', (_, content, sentence) => {
    const { tenant, findings } = parse(content)
    expect(findings.map(shown)).toEqual([sentence])
    expect(tenant).toBeUndefined()
  })

  test.each<[string, EstateFile['mode'], string]>([
    [
      'a symbolic link',
      '120000',
      '1:1 This is a symbolic link, and links are not followed. → Put the content itself here, as an ordinary file.',
    ],
    [
      'a submodule',
      '160000',
      '1:1 This is a git submodule, not a file. → Remove the submodule and add an ordinary file.',
    ],
  ])('%s', (_, mode, sentence) => {
    expect(parse('../elsewhere', mode).findings.map(shown)).toEqual([sentence])
  })
})

describe('a field that is wrong is named at its place', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'a key written twice',
      `${good}tier: gold\n`,
      ['13:1 /tier `tier` is written twice; the first one is in line 4. → Keep one of them.'],
    ],
    [
      'a key with a typo',
      replacing('region:', 'regoin:'),
      [
        '1:1 `region` is missing. → Add it, for example `region: eu-west-1`.',
        '5:1 /regoin `regoin` is not a field that exists here. → Did you mean `region`?',
      ],
    ],
    [
      'a key in another case',
      replacing('costCenter:', 'cost_centre:'),
      [
        '1:1 `costCenter` is missing. → Add it, for example `costCenter: CC-1042`.',
        '8:1 /cost_centre `cost_centre` is not a field that exists here. → Did you mean `costCenter`?',
      ],
    ],
    [
      'a nested key with a typo',
      replacing('classification: internal', 'classification: internal\n  retentiondays: 30'),
      [
        '13:3 /data/retentiondays `retentiondays` is not a field that exists here. → Did you mean `retentionDays`?',
      ],
    ],
    [
      'a key that means nothing',
      `${good}zz: 1\n`,
      [
        '13:1 /zz `zz` is not a field that exists here. → Remove it, or use one of `apiVersion`, `id`, `name`, `tier`, `region`, `owner`, `businessUnit`, `costCenter`, `glCode`, `budget`, `isolation`, `lifecycle`, `movedFrom`, `quotas`, `borrow`, `boosts`, `usage`, `models`, `features`, `data`, `contacts`, `waivers`.',
      ],
    ],
    [
      'a missing key inside a group',
      replacing('amount: 600000, ', ''),
      ['10:1 /budget `amount` is missing in `budget`. → Add it, for example `amount: 1500000`.'],
    ],
    [
      'a text for a number',
      replacing('600000', '"6,00,000"'),
      [
        '10:19 /budget/amount `budget.amount` must be a number, not the text `6,00,000`. → Write only the number: `600000`.',
      ],
    ],
    [
      'digits with underscores',
      replacing('600000', '6_00_000'),
      [
        '10:19 /budget/amount `budget.amount` must be a number, not the text `6_00_000`. → Write only the number: `600000`.',
      ],
    ],
    [
      'a number for a text',
      replacing("'6100-200'", '6100'),
      ['9:9 /glCode `glCode` must be a text, not the number `6100`. → Put it in quotes: `"6100"`.'],
    ],
    [
      'no value',
      replacing('name: Acme Retail', 'name:'),
      ['3:1 /name `name` has no value; it must be a text. → Write something like `Acme Retail`.'],
    ],
    [
      'a list for a text',
      replacing('silver', '[silver]'),
      ['4:7 /tier `tier` must be a text, not a list. → Write something like `gold`.'],
    ],
    [
      'one model that is no list',
      `${good}models: gpt-4o\n`,
      [
        '13:9 /models `models` must be a list, not the text `gpt-4o`. → Put it in square brackets: `[gpt-4o]`.',
      ],
    ],
    [
      'yes for true',
      replacing('internal', 'internal\n  legalHold: yes'),
      [
        '13:14 /data/legalHold `yes` without quotes is a text to one YAML reader and a truth value to another. → Write `true` or `false`, or put it in quotes if it is a text.',
      ],
    ],
    [
      'a choice in the wrong case',
      replacing('internal', 'Restricted'),
      [
        '12:19 /data/classification `data.classification` is `Restricted`; it must be one of `public`, `internal`, `confidential`, `restricted`. → Did you mean `restricted`?',
      ],
    ],
    [
      'a word that is no isolation',
      `${good}isolation: sylo\n`,
      [
        '13:12 /isolation `isolation` is `sylo`; it must be one of `silo`, `bridge`, `pool`. → Did you mean `silo`?',
      ],
    ],
    [
      'isolation of a layer that does not exist',
      `${good}isolation: { databse: silo }\n`,
      ['13:14 /isolation/databse `databse` is not a field that exists here. → Did you mean `database`?'],
    ],
    [
      'a number for isolation',
      `${good}isolation: 3\n`,
      [
        '13:12 /isolation `isolation` must be a text or a group of `key: value` lines, not the number `3`. → Write something like `bridge`.',
      ],
    ],
    [
      'another version',
      replacing('landlord/v1', 'landlord/v2'),
      [
        '1:13 /apiVersion This file is written for `landlord/v2`, which this Landlord does not know; it reads `landlord/v1`. → Update Landlord if this version is newer, or write the file as `landlord/v1` describes it.',
      ],
    ],
    [
      'an address that is none',
      replacing('ria@acme.example', 'Ria'),
      [
        '6:8 /owner `owner` is `Ria`; it is not an e-mail address. → Write something like `cto@acme.example`.',
      ],
    ],
    [
      'half a document',
      `${good}quotas: { storageGiB: 1.5 }\n`,
      [
        '13:23 /quotas/storageGiB `quotas.storageGiB` must be a whole number, not the number `1.5`. → Write something like `500`.',
      ],
    ],
    [
      'a negative quota',
      `${good}quotas: { storageGiB: -1 }\n`,
      [
        '13:23 /quotas/storageGiB `quotas.storageGiB` is `-1`; it must be at least 1. → Write a number within these bounds.',
      ],
    ],
    [
      'a huge number',
      `${good}quotas: { storageGiB: ${'9'.repeat(40)} }\n`,
      [
        '13:23 /quotas/storageGiB `quotas.storageGiB` is `1e+40`; it must be at most 1000000000. → Write a number within these bounds.',
      ],
    ],
    [
      'more than all the money there is',
      replacing('600000', '9'.repeat(400)),
      [
        `10:19 /budget/amount \`${'9'.repeat(59)}…\` is not a plain decimal number. → Write only digits, with a decimal point where needed; put it in quotes if it is a text.`,
      ],
    ],
    [
      'not a number',
      replacing('600000', '.nan'),
      [
        '10:19 /budget/amount `.nan` is not a plain decimal number. → Write only digits, with a decimal point where needed; put it in quotes if it is a text.',
      ],
    ],
    [
      'a number that readers of YAML take differently',
      replacing('600000', '0600000'),
      [
        '10:19 /budget/amount `0600000` is not a plain decimal number. → Write only digits, with a decimal point where needed; put it in quotes if it is a text.',
      ],
    ],
    [
      'a third of a paisa',
      replacing('600000', '600000.333'),
      ['10:19 /budget/amount `600000.333` has more than two decimals. → Round it to the smallest coin.'],
    ],
    [
      'a budget of nothing',
      replacing('600000', '0'),
      [
        '10:19 /budget/amount `budget.amount` is `0`; it must be more than 0. → Write a number within these bounds.',
      ],
    ],
    [
      'several missing keys',
      replacing('name: Acme Retail\n', '').replace('tier: silver\n', ''),
      [
        '1:1 `name` is missing. → Add it, for example `name: Acme Retail`.',
        '1:1 `tier` is missing. → Add it, for example `tier: gold`.',
      ],
    ],
    [
      'the same thing twice in a list',
      replacing('internal', 'internal\n  subjects: [IN, IN]'),
      ['13:13 /data/subjects `data.subjects` names the same thing twice. → Keep one of them.'],
    ],
    [
      'a country in words',
      replacing('internal', 'internal\n  subjects: [India]'),
      [
        '13:14 /data/subjects/0 `data.subjects[0]` is `India`; it must be a two-letter country code in capitals, or `EU`. → Write something like `IN`.',
      ],
    ],
    [
      'a missing key in a list item',
      replacing('internal', 'internal\n  transfers:\n    - to: US\n    - { to: IN, processor: p }'),
      [
        '14:7 /data/transfers/0 `processor` is missing in `data.transfers[0]`. → Add it, for example `processor: openai`.',
      ],
    ],
    [
      'a date where a number belongs',
      replacing('internal', 'internal\n  retentionDays: 2030-01-01'),
      [
        '13:18 /data/retentionDays `2030-01-01` without quotes is a text to one YAML reader and a point in time to another. → Put it in quotes.',
      ],
    ],
    [
      'keys of JavaScript objects',
      `${good}__proto__: { tier: gold }\nconstructor: 1\n`,
      [
        expect.stringMatching(/^13:1 \/__proto__ `__proto__` is not a field/) as unknown as string,
        expect.stringMatching(/^14:1 \/constructor `constructor` is not a field/) as unknown as string,
      ],
    ],
    [
      'a hidden character in a name',
      replacing('Acme Retail', '"Acme \\u202e Retail"'),
      [
        '3:7 /name `name` is `Acme \u202e Retail`; it holds a character that cannot be shown. → Write something like `Acme Retail`.',
      ],
    ],
    [
      'a merge key',
      `${good}<<: { tier: gold }\n`,
      ['13:1 /<< The merge key `<<` is not read. → Write out the fields that it would bring in.'],
    ],
    [
      'a tag',
      replacing('silver', '!secret silver'),
      [
        '4:15 /tier The tag `!secret` changes how a value is read, and tags are not used here. → Remove the tag and write the plain value.',
      ],
    ],
    [
      'an alias to nothing',
      replacing('silver', '*tier'),
      ['4:7 /tier `*tier` refers to an anchor that is not written above it. → Write the value itself here.'],
    ],
    [
      'an alias inside its own anchor',
      `${good}models: &m [gpt-4o, *m]\n`,
      ['13:21 /models/1 `*m` contains itself. → Write the value itself here.'],
    ],
    [
      'a list for a key',
      `${good}? [a, b]\n: 1\n`,
      ['13:3 A key must be a plain name. → Write it as `name: value`.'],
    ],
    [
      'an id that is not the name of the file',
      replacing('id: acme-retail', 'id: acme'),
      [
        '2:5 /id The id is `acme`, and the file is named `acme-retail.yaml`. → Write `id: acme-retail`, or name the file after the id.',
      ],
    ],
    [
      'a tier that the estate does not have',
      replacing('silver', 'silvr'),
      [
        '4:7 /tier The estate has no tier `silvr`; it has `gold`, `silver`, `bronze`. → Did you mean `silver`?',
      ],
    ],
    [
      'a region that the estate does not have',
      replacing('eu-west-1', 'me-central-1'),
      [
        '5:9 /region The estate has no region `me-central-1`; it has `ap-south-1`, `eu-west-1`, `eu-west-2`, `us-east-1`. → Choose one of these, or have it added to the settings first.',
      ],
    ],
    [
      'a tier named like a JavaScript method',
      replacing('silver', 'constructor'),
      [
        '4:7 /tier The estate has no tier `constructor`; it has `gold`, `silver`, `bronze`. → Choose one of these, or have it added to the settings first.',
      ],
    ],
    [
      'a feature that no tier has',
      `${good}features: { customModel: true }\n`,
      ['13:13 /features/customModel No tier knows the feature `customModel`. → Did you mean `customModels`?'],
    ],
    [
      'three mistakes at once',
      replacing('silver', 'Silver').replace('INR', 'RS').replace('internal', 'secret'),
      [
        '4:7 /tier The estate has no tier `Silver`; it has `gold`, `silver`, `bronze`. → Did you mean `silver`?',
        '10:37 /budget/currency `budget.currency` is `RS`; it must be one of `INR`, `USD`, `EUR`, `GBP`. → Write `INR` or another of these.',
        '12:19 /data/classification `data.classification` is `secret`; it must be one of `public`, `internal`, `confidential`, `restricted`. → Write `public` or another of these.',
      ],
    ],
  ])('%s', (_, content, sentences) => {
    const { tenant, findings } = parse(content)
    expect(findings.map(shown)).toEqual(sentences)
    expect(tenant).toBeUndefined()
  })

  test('an alias bomb ends at once', () => {
    const bomb = [
      'a0: &a0 [x, x, x, x, x, x, x, x, x]',
      ...Array.from({ length: 9 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`).join(', ')}]`),
    ].join('\n')
    const started = performance.now()
    const { findings } = parse(`${good}${bomb}\n`)
    expect(performance.now() - started).toBeLessThan(500)
    expect(findings.filter(({ rule }) => rule === 'yaml/alias').map(shown)[0]).toMatch(
      /^15:\d+ .* `\*a1` unfolds to more than 1000 values\. → Write the value itself here\.$|more often than is read/,
    )
  })
})

describe('a good file', () => {
  test.each<[string, string | Uint8Array]>([
    ['as it is', good],
    ['with Windows line ends', good.replaceAll('\n', '\r\n')],
    ['with a byte order mark', `\uFEFF${good}`],
    ['without a last line end', good.trimEnd()],
    ['with a document start', `---\n${good}`],
    ['with a document end', `${good}...\n`],
    ['as JSON', JSON.stringify({ ...Object.fromEntries([]), ...plain() })],
    ['with an anchor used twice', good.replace('CC-1042', '&cc CC-1042').replace("'6100-200'", '*cc')],
  ])('%s', (_, content) => {
    const { tenant, findings } = parse(content)
    expect(findings.map(shown)).toEqual([])
    expect(tenant?.name).toBe('Acme Retail')
  })

  test('may be executable', () => {
    expect(parse(good, '100755').tenant?.id).toBe('acme-retail')
  })

  test('gets what its tier brings', () => {
    const { tenant } = parse(`${good}quotas: { storageGiB: 999 }\nfeatures: { customModels: true }\n`)
    expect(tenant?.quotas).toEqual({ queriesPerMinute: 500, documentsPerMonth: 50_000, storageGiB: 999 })
    expect(tenant?.features).toEqual({
      advancedSearch: false,
      realTimeIndexing: true,
      customModels: true,
      demoDocuments: false,
    })
    expect(tenant?.models).toEqual(['gpt-4o-mini'])
    expect(tenant?.isolation).toEqual({
      database: 'bridge',
      storage: 'bridge',
      cache: 'bridge',
      vector: 'bridge',
    })
    expect(tenant?.lifecycle).toEqual({ state: 'active' })
  })

  test.each([
    ['{ amount: 600000, currency: INR }', '₹6,00,000'],
    ['{ amount: 50000.25, currency: INR, period: month }', '₹6,00,003'],
    ['{ amount: 999999.99, currency: INR, period: year }', '₹9,99,999.99'],
    ['{ amount: 123456789012.10, currency: INR }', '₹1,23,45,67,89,012.10'],
  ])('budget %s is %s a year, to the paisa', (declared, yearly) => {
    const { tenant } = parse(good.replace('{ amount: 600000, currency: INR }', declared))
    expect(renderMoney(tenant!.budget.yearly)).toBe(yearly)
  })

  test('in another currency is warned of, and read', () => {
    const { tenant, findings } = parse(good.replace('INR', 'USD'))
    expect(tenant?.budget.yearly.currency).toBe('USD')
    expect(findings.map(({ severity, line, column }) => ({ severity, line, column }))).toEqual([
      { severity: 'warn', line: 10, column: 37 },
    ])
  })

  test.each([
    ['suspended', { state: 'suspended', mode: 'hold' }],
    ['{ state: suspended, mode: readOnly }', { state: 'suspended', mode: 'readOnly' }],
    ['retired', { state: 'retired' }],
  ])('lifecycle %s', (written, lifecycle) => {
    expect(parse(`${good}lifecycle: ${written}\n`).tenant?.lifecycle).toEqual(lifecycle)
  })

  test('may set each layer apart', () => {
    expect(parse(`${good}isolation: { database: silo, cache: pool }\n`).tenant?.isolation).toEqual({
      database: 'silo',
      storage: 'bridge',
      cache: 'pool',
      vector: 'bridge',
    })
  })
})

function plain(): Record<string, unknown> {
  return {
    apiVersion: 'landlord/v1',
    id: 'acme-retail',
    name: 'Acme Retail',
    tier: 'silver',
    region: 'eu-west-1',
    owner: 'ria@acme.example',
    businessUnit: 'retail',
    costCenter: 'CC-1042',
    glCode: '6100-200',
    budget: { amount: 600000, currency: 'INR' },
    data: { classification: 'internal' },
  }
}
