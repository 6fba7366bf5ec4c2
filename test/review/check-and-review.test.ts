import { expect, test } from '@jest/globals'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkEstate } from '../../src/review/check-estate.ts'
import { evaluate } from '../../src/review/evaluate.ts'
import type { ReviewInput } from '../../src/review/input.ts'
import { rulesAfter } from '../../src/review/read-rules.ts'
import type { EstateFile, FileChange } from '../../src/tenant/estate-file.ts'
import type { Severity } from '../../src/tenant/finding.ts'
import { aFile } from '../builders.ts'
import { anAddedFile, aChangedFile, anInput, estateRules, estateTenants, tenantText } from './an-estate.ts'

/** Where a finding is given; a sentence says why it is given in one place only, or more mildly in the other. */
type Place = 'both' | 'milder in check' | 'review only' | 'check only'

/**
 * The findings that `landlord check` and the review of a pull request do not give alike. All others come of one reading
 * of the same file, and stand in both.
 */
const differing: Readonly<Record<string, readonly [Place, why: string]>> = {
  'tenant/no-silo': ['milder in check', 'what stands so from before it was refused may stay'],
  'tenant/vectors-not-pooled': ['milder in check', 'what stands so from before it was refused may stay'],
  'tenant/cache-elsewhere': ['milder in check', 'what stands so from before it was refused may stay'],
  'tenant/vectors-elsewhere': ['milder in check', 'what stands so from before it was refused may stay'],
  'tenant/no-instance': ['review only', 'it is about the change: an instance is lost that was there before'],
  'tenant/needs-a-move': ['review only', 'it is about the change: what stands moves nowhere'],
  'tenant/starts-retired': ['review only', 'a tenant that stands may be retired'],
  'tenant/id-reserved': ['review only', 'only the registry knows who was purged'],
  'estate/removed': ['review only', 'it is about the change: what is gone is not looked at'],
  'estate/moved': ['review only', 'it is about the change'],
  'capacity/room-held': ['review only', 'only the registry knows what other pull requests hold'],
  'cost/guardrail': [
    'review only',
    'what a change costs is judged when somebody makes it; prices move under what stands',
  ],
  'settings/old-region': ['review only', 'it reminds whoever edits the settings'],
  'approvers/matches-nothing': [
    'review only',
    'check reads the estate, and not what else the repository holds',
  ],
  'approvers/unknown-owner': [
    'milder in check',
    'every tenant passes until the line is asked for; then `approvals/nobody-can` is said',
  ],
  'approvals/rules-unguarded': ['milder in check', 'every tenant passes; who changes the rules is refused'],
  'approvals/undecided': ['check only', 'in a review the seat opens, and says why in its own row'],
  'delegations/unknown': ['review only', 'only GitHub knows who may write'],
}

const day = '2026-11-22'
const path = (id: string) => `tenants/${id}.yaml`
const edited = (id: string, edit: (text: string) => string) => edit(tenantText(id))
const ruleText = (name: string) =>
  new TextDecoder().decode(estateRules.find((file) => file.path === `.github/landlord/${name}`)?.bytes)
const aRule = (name: string, text: string): FileChange =>
  aChangedFile(
    `.github/landlord/${name}`,
    estateRules.some((file) => file.path.endsWith(name)) ? ruleText(name) : '',
    text,
  )
const settingsWith = (from: string | RegExp, to: string): FileChange =>
  aRule('settings.yml', ruleText('settings.yml').replace(from, to))
const after = (change: FileChange): readonly EstateFile[] => rulesAfter(estateRules, [change])

type Scene = Readonly<{ files: readonly FileChange[]; over?: Partial<ReviewInput> }>

const school = path('vidya-school')
const anew = (edit: (text: string) => string): Scene => ({
  files: [anAddedFile(school, edited('vidya-school', edit))],
})
const changed = (edit: (text: string) => string, over: Partial<ReviewInput> = {}): Scene => ({
  files: [aChangedFile(school, tenantText('vidya-school'), edited('vidya-school', edit))],
  over,
})
const standing = [{ tenant: 'vidya-school', blob: 'b'.repeat(40) }]
const under = (rule: FileChange, scene: Scene): Scene => ({
  ...scene,
  over: { ...scene.over, rules: after(rule) },
})

/** A pull request in which each of them shows, or would if it were looked for there. */
const scenes: Readonly<Record<string, Scene>> = {
  'tenant/no-silo': anew((text) => text.replace('isolation: pool', 'isolation: { vector: silo }')),
  'tenant/vectors-not-pooled': under(
    settingsWith('provisioning:\n', 'provisioning:\n  vectors: qdrant\n'),
    anew((text) => text),
  ),
  'tenant/needs-a-move': changed((text) => text.replace(/^region: .*$/m, 'region: us-east-1'), { standing }),
  'tenant/starts-retired': anew((text) => text.replace(/^(lifecycle: .*)?$/m, 'lifecycle: retired\n')),
  'tenant/id-reserved': { ...anew((text) => text), over: { tombstones: ['vidya-school'] } },
  'estate/removed': {
    files: [{ path: school, before: aFile(school, tenantText('vidya-school')), after: undefined }],
    over: { standing },
  },
  'estate/moved': {
    files: [
      { path: school, before: aFile(school, tenantText('vidya-school')), after: undefined },
      anAddedFile(path('other-school'), tenantText('vidya-school')),
    ],
  },
  'capacity/room-held': {
    ...anew((text) => text),
    over: {
      claims: [
        {
          pull: 3,
          approvedAt: '2026-11-20T00:00:00Z',
          holdings: ['eu-west-1', 'ap-south-1', 'us-east-1'].map((region) => ({
            ...{ tenant: 'giant', region, tier: 'gold' },
            quotas: { queriesPerMinute: 35_999, documentsPerMonth: 100, storageGiB: 100 },
            borrow: { queriesPerMinute: 0, documentsPerMonth: 0, storageGiB: 0 },
          })),
        },
      ] as unknown as NonNullable<ReviewInput['claims']>,
    },
  },
  'cost/guardrail': under(
    settingsWith(
      /^guardrails:\n.*\n/m,
      'guardrails:\n  - { name: Dear, when: cost.monthly > 0, then: deny }\n',
    ),
    anew((text) => text),
  ),
  'settings/old-region': { files: [settingsWith('reviewedOn: 2026-08-01', 'reviewedOn: 2025-08-01')] },
  'approvers/matches-nothing': {
    files: [aRule('APPROVERS', `${ruleText('APPROVERS')}\n[X]\n/nowhere/ @acme/cto\n`)],
  },
  'approvers/unknown-owner': {
    files: [aRule('APPROVERS', `${ruleText('APPROVERS')}\n[X] when name == "nobody"\n/tenants/ @@owner\n`)],
  },
  'approvals/rules-unguarded': {
    ...under(
      aRule('APPROVERS', '[CFO] when false\n/tenants/ @acme/cfo\n[All]\n/tenants/ @acme/cto\n/.github/\n'),
      {
        files: [settingsWith('graceDays: 30', 'graceDays: 31')],
      },
    ),
  },
  'approvals/undecided': under(
    aRule('APPROVERS', `${ruleText('APPROVERS')}\n[X] when features.absent\n/tenants/ @acme/cto\n`),
    anew((text) => text),
  ),
  'delegations/unknown': {
    files: [
      aRule(
        'delegations.yml',
        "apiVersion: landlord/v1\ndelegations:\n  - { from: carla, to: stranger, until: '2026-12-30', reason: Leave }\n",
      ),
    ],
  },
}

const worst = (findings: readonly Readonly<{ rule: string; severity: Severity }>[], rule: string) =>
  (['deny', 'warn', 'info'] as const).find((severity) =>
    findings.some((finding) => finding.rule === rule && finding.severity === severity),
  )

test.each(Object.entries(scenes))('%s is given where the table says', (rule, { files, over = {} }) => {
  const input = anInput(files, { on: day, ...over })
  const gone = new Set(files.map((file) => file.path))
  const estate = [
    ...rulesAfter(input.rules, files),
    ...estateTenants.filter((file) => !gone.has(file.path)),
    ...files.flatMap((file) => (file.path.startsWith('tenants/') ? (file.after ?? []) : [])),
  ]
  const check = worst(checkEstate({ files: estate, on: day }).findings, rule)
  const review = worst(evaluate(input).findings, rule)
  const given: Readonly<Record<Place, unknown>> = {
    both: { check: review, review: expect.anything() },
    'milder in check': { check: 'warn', review: 'deny' },
    'review only': { check: undefined, review: expect.anything() },
    'check only': { check: expect.anything(), review: undefined },
  }
  expect({ check, review }).toEqual(given[differing[rule]?.[0] ?? 'both'])
})

/** Codes that the parts give, as far as they are written out. */
const codes = [
  ...new Set(
    ['tenant', 'policy', 'capacity', 'approvals', 'cost', 'review', 'expression'].flatMap((folder) => {
      const root = join(import.meta.dirname, '../../src', folder)
      return readdirSync(root, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .flatMap((name) => [...readFileSync(join(root, name), 'utf8').matchAll(/rule: '([a-z]+\/[a-z-]+)'/g)])
        .map((match) => match[1] ?? '')
    }),
  ),
]

/** Each is said by a reader of one file, or of the whole estate, that both of them call. */
const alike =
  /^(schema|yaml|file|settings|policy|approvers|expression|waiver|boost|prices)\/|^estate\/(file|same)-|^tenant\/(unknown|old|same|no-such|no-modeline|currency|amount)|^capacity\/(pool-full|no-pool|borrow)$|^cost\/(no-rate|over-budget|not-compared)$|^approvals\/(nobody-can|uncovered)$/

test('every finding is known to be given alike, or is in the table with the reason why not', () => {
  expect(codes.length).toBeGreaterThan(40)
  expect(codes.filter((code) => !alike.test(code) && differing[code] === undefined)).toEqual([])
})
