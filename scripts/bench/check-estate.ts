import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { loadTemplate } from '../../src/estate/template.ts'

type Text = Readonly<{ path: string; text: string }>

/** The rules that Landlord ships, with pools that carry so many generated tenants. Writes it all into a folder. */
export function saveEstate(folder: string, tenants: number): void {
  const rules = loadTemplate({ examples: false }).map((file) => ({ ...file, text: makeRoom(file, tenants) }))
  for (const { path, text } of [...rules, ...generateTenants(tenants)]) {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
}

/** What settings.yml takes. */
const largest = 1_000_000_000

/** Pools are sized for a handful of tenants; thousands of them would only be thousands of findings. */
const makeRoom = ({ path, text }: Text, tenants: number): string =>
  path === '.github/landlord/settings.yml'
    ? text.replace(/^pools:[\s\S]*?(?=^\S|$(?![\s\S]))/m, (pools) =>
        pools.replace(/\b\d{3,}\b/g, (number) => String(Math.min(Number(number) * tenants, largest))),
      )
    : text

/** Tenant files as people write them, forty lines each; the same number gives the same files. */
export function generateTenants(count: number): readonly Text[] {
  return Array.from({ length: count }, (_, index) => {
    const pick = picker(index)
    const kind = pick(kinds)
    const id = `${pick(adjectives)}-${pick(nouns)}-${index}`
    return { path: `tenants/${id}.yaml`, text: tenantText({ id, index, kind, pick }) }
  })
}

type Pick = <T>(from: readonly [T, ...T[]]) => T

/** Mulberry32: small, and the same on every machine. */
export function random(seed: number): () => number {
  let state = (seed + 1) * 0x9e3779b1
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function picker(seed: number): Pick {
  const next = random(seed)
  return (from) => from[Math.floor(next() * from.length)] ?? from[0]
}

const adjectives = ['acme', 'blue', 'coral', 'delta', 'elm', 'first', 'green', 'happy', 'indigo'] as const
const nouns = ['retail', 'clinic', 'school', 'bank', 'cargo', 'foods', 'travel', 'press', 'motors'] as const
const people = ['asha', 'bilal', 'chen', 'diego', 'emma', 'farid', 'grace', 'hugo', 'ines'] as const

/** Health needs most lines, lessons least. */
const kinds = ['health', 'retail', 'retail', 'lessons', 'finance'] as const
type Kind = (typeof kinds)[number]

type Tenant = Readonly<{ id: string; index: number; kind: Kind; pick: Pick }>

const tenantText = (tenant: Tenant): string => [...head(tenant), ...data(tenant), ''].join('\n')

function head({ id, index, kind, pick }: Tenant): readonly string[] {
  const title = id.replace(/\b[a-z]/g, (letter) => letter.toUpperCase()).replaceAll('-', ' ')
  const tier = kind === 'health' ? 'gold' : pick(['silver', 'silver', 'bronze'])
  const lakh = kind === 'health' ? pick([15, 18, 40]) : pick([9, 12, 25])
  return [
    '# yaml-language-server: $schema=../schemas/tenant.schema.json',
    '#',
    `# ${title}: ${pick(['search and answers', 'questions about orders', 'a library of papers'])}, since 2025.`,
    'apiVersion: landlord/v1',
    `id: ${id} # = the file's name`,
    `name: ${title}`,
    `tier: ${tier}`,
    `region: ${kind === 'health' ? 'eu-west-1' : 'ap-south-1'}`,
    `owner: ${pick(people)}@acme.example`,
    `businessUnit: ${kind}`,
    `costCenter: CC-${1000 + (index % 700)}`,
    `glCode: '6100-${100 + (index % 40)}'`,
    '',
    `# ₹${lakh} lakh a year; the yearly amount decides who approves.`,
    `budget: { amount: ${lakh}00000, currency: INR, period: year }`,
    '',
    pick(['isolation: bridge', 'isolation: { database: bridge, storage: bridge, cache: pool }']),
    'lifecycle: active',
    ...(pick([true, false]) ? ['quotas: { documentsPerMonth: 8000 }'] : []),
    'usage:',
    `  queriesPerMonth: ${1000 + (index % 90) * 100}`,
    '  inputTokensPerQuery: 900',
    '  outputTokensPerQuery: 200',
    `  storageGiB: ${10 + (index % 50)}`,
    '  egressGiB: 5',
    '',
    'models: [gpt-4o-mini, text-embedding-3-small]',
    '',
    '# Compliance rules look here.',
  ]
}

function data({ kind, pick }: Tenant): readonly string[] {
  const contacts = ['', 'contacts:', `  champion: ${pick(people)}@acme.example`]
  const breach = '  breach: breach@acme.example # day and night'
  switch (kind) {
    case 'lessons':
      return ['data:', '  classification: internal # no data about people', ...contacts, breach]
    case 'retail':
    case 'finance':
      return [
        ...['data:', '  classification: confidential', '  categories: [personal]', '  subjects: [IN]'],
        '  frameworks: [dpdpa]',
        `  retentionDays: ${pick([365, 730, 1095])}`,
        // A rule that warns already; one tenant in a hundred has not followed yet.
        ...(pick(oneInAHundred) ? [] : ['  encryption: { atRest: true, inTransit: true, key: platform }']),
        ...['  accessControl: { roles: true }', '  auditLog: { retentionDays: 365 }'],
        ...contacts,
        breach,
      ]
    case 'health':
      return [
        ...['data:', '  classification: restricted', '  categories: [personal, special, phi]'],
        ...['  subjects: [EU]', '  frameworks: [gdpr, hipaa]', '  retentionDays: 2555', '  transfers:'],
        '    - { to: US, processor: openai, mechanism: SCC, tia: TIA-7, dpa: DPA-3, baa: BAA-5 }',
        '  encryption: { atRest: true, inTransit: true, key: platform }',
        "  accessControl: { roles: true, mfa: true, reviewedOn: '2026-09-01' }",
        '  auditLog: { retentionDays: 2192, onlineDays: 90 }',
        '  documentationDays: 2192 # six years: 45 CFR 164.316',
        "  dpia: { reference: DPIA-4, date: '2026-06-15' }",
        ...['  baa: BAA-2', ...contacts, breach, '  dpo: dana@acme.example'],
      ]
  }
}

const oneInAHundred: readonly [boolean, ...boolean[]] = [true, ...Array.from({ length: 99 }, () => false)]
