import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import tenantSchema from '../../schemas/tenant.schema.json' with { type: 'json' }
import { parseMoney } from '../../src/tenant/money.ts'
import { renderTenantFile, type Answers } from '../../src/tenant/new-tenant.ts'
import { parseTenant } from '../../src/tenant/parse.ts'
import { aFile, aSettings } from '../builders.ts'
import { expectGolden } from '../golden.ts'

const settings = aSettings()

const answers = (over: Partial<Answers> = {}): Answers => ({
  id: 'acme-retail',
  name: 'Acme Retail',
  tier: 'silver',
  region: 'ap-south-1',
  owner: 'ria@acme.example',
  businessUnit: 'retail',
  costCenter: 'CC-1042',
  glCode: '6100-200',
  budget: '600000',
  currency: 'INR',
  isolation: 'bridge',
  classification: 'internal',
  categories: [],
  subjects: [],
  retentionDays: undefined,
  breach: undefined,
  ...over,
})

const parse = (given: Answers) =>
  parseTenant(aFile(`tenants/${given.id}.yaml`, renderTenantFile(given, settings)), settings)

describe('the file reads like one that a person wrote', () => {
  test('the least that makes a tenant', () => {
    expectGolden('tenant/new-least.yaml.txt', renderTenantFile(answers(), settings))
  })

  test('with data about people', () => {
    const people = answers({
      name: "Sunrise Health: patients' questions #1",
      tier: 'gold',
      region: 'eu-west-1',
      budget: '1500000.50',
      isolation: 'pool',
      classification: 'restricted',
      categories: ['personal', 'phi'],
      subjects: ['EU', 'NO'],
      retentionDays: 2555,
      breach: 'breach@acme.example',
    })
    expectGolden('tenant/new-with-people.yaml.txt', renderTenantFile(people, settings))
    expect(parse(people).findings).toEqual([])
  })
})

/** Texts of one field of the schema, the nastiest that it accepts among them. */
function textsOf(key: 'name' | 'owner' | 'businessUnit' | 'costCenter' | 'glCode'): fc.Arbitrary<string> {
  const { pattern, minLength, maxLength } = tenantSchema.properties[key]
  const shape = new RegExp(pattern, 'u')
  const nasty = [
    'yes',
    'NO',
    'null',
    '~',
    '2026-11-21',
    '1e3',
    '0x1F',
    '- a',
    'a: b',
    '# a',
    "it's",
    '*a',
    '&a',
  ]
  const more = [
    '!a',
    '%a',
    '@a',
    '`a',
    '{a}',
    '[a]',
    '|',
    '>',
    ' a ',
    'a #b',
    '"a"',
    '\\n',
    '---',
    '...',
    '=',
    '1:30',
  ]
  return fc
    .oneof(
      fc.constantFrom(...nasty, ...more),
      // fast-check knows no \p{Cs}, and there is no need to: a name may be anything else.
      ...(key === 'name'
        ? [fc.string({ unit: 'binary', maxLength })]
        : [fc.stringMatching(shape, { maxLength })]),
      fc.string({ unit: 'grapheme', minLength, maxLength }),
    )
    .filter((text) => shape.test(text) && text.length >= minLength && text.length <= maxLength)
}

test('whatever answers the schema accepts come back as they were given', () => {
  const given = fc.record({
    id: fc.oneof(
      fc.constantFrom('yes', 'null', 'off', 'true'),
      fc.stringMatching(/^[a-z][a-z0-9-]{1,38}[a-z0-9]$/),
    ),
    name: textsOf('name'),
    owner: textsOf('owner'),
    businessUnit: textsOf('businessUnit'),
    costCenter: textsOf('costCenter'),
    glCode: textsOf('glCode'),
    budget: fc
      .tuple(fc.integer({ min: 1, max: 1_000_000_000 }), fc.constantFrom('', '.5', '.50', '.05'))
      .map(([whole, part]) => `${whole}${part}`),
    subjects: fc.uniqueArray(fc.stringMatching(/^[A-Z]{2}$/), { maxLength: 5 }),
    breach: fc.option(textsOf('owner'), { nil: undefined }),
    retentionDays: fc.option(fc.integer({ min: 1, max: 36_500 }), { nil: undefined }),
  })
  fc.assert(
    fc.property(given, (over) => {
      const asked = answers(over)
      const { tenant, findings } = parse(asked)
      expect(findings).toEqual([])
      expect(tenant).toMatchObject({
        id: asked.id,
        name: asked.name,
        owner: asked.owner,
        businessUnit: asked.businessUnit,
        costCenter: asked.costCenter,
        glCode: asked.glCode,
        budget: { declared: parseMoney(asked.budget, 'INR'), period: 'year' },
        data: { subjects: asked.subjects, retentionDays: asked.retentionDays },
      })
      expect(tenant?.contacts.breach).toBe(asked.breach)
    }),
    { numRuns: 500 },
  )
})

describe('what the schema does not accept is refused, never bent until it fits', () => {
  test.each([
    ['a line break', { name: 'a\nb' }, '/name'],
    ['a line break that would add a field', { name: "a'\nlegalHold: true" }, '/name'],
    ['a line separator', { name: 'a\u2028b' }, '/name'],
    ['half a character', { name: 'a\ud800' }, '/name'],
    ['nothing', { costCenter: '' }, '/costCenter'],
    ['a tier that the estate does not have', { tier: 'diamond' }, '/tier'],
    ['a place in small letters', { subjects: ['in'] }, '/data/subjects/0'],
  ])('%s', (_, over, pointer) => {
    const { tenant, findings } = parse(answers(over))
    expect(tenant).toBeUndefined()
    expect(findings.map((finding) => finding.pointer)).toContain(pointer)
  })
})
