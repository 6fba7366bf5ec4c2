import { expect, test } from '@jest/globals'
import { judgeMoves } from '../../src/review/judge-moves.ts'
import { planOperations } from '../../src/review/plan-operations.ts'
import type { Change } from '../../src/tenant/change.ts'
import { parseTenant } from '../../src/tenant/parse.ts'
import { parseSettings, settingsPath } from '../../src/tenant/settings/file.ts'
import type { Standing } from '../../src/tenant/standing.ts'
import type { Lifecycle, Tenant } from '../../src/tenant/tenant.ts'
import { aChange, aFile } from '../builders.ts'
import { read } from '../docs/document.ts'

const { settings } = parseSettings(aFile(settingsPath, read(settingsPath)))
const text = read('tenants/bazaar-retail.yaml')
const fileOf = (id: string, ...lines: readonly string[]) =>
  aFile(`tenants/${id}.yaml`, [text.replace(/^id: \S+/m, `id: ${id}`), ...lines].join('\n'))
const tenantOf = (id: string, ...lines: readonly string[]): Tenant =>
  parseTenant(fileOf(id, ...lines), settings!).tenant!

const held = 'lifecycle: {state: suspended, mode: readOnly}'
const readOnly: Lifecycle = { state: 'suspended', mode: 'readOnly' }
const stands = (...ids: readonly string[]): Standing[] =>
  ids.map((tenant) => ({ tenant, blob: `blob of ${tenant}` }))

/** The new tenant takes the old one's data over; both bent. */
function aMove(to: Partial<Tenant> = {}, from: Partial<Tenant> = {}): readonly Change[] {
  const [old, young] = [tenantOf('old-one'), tenantOf('new-one')]
  return [
    aChange({
      tenant: 'old-one',
      kind: 'suspend',
      before: old,
      after: { ...old, lifecycle: readOnly, ...from },
    }),
    aChange({
      ...{ tenant: 'new-one', kind: 'change', file: 'tenants/new-one.yaml', before: young },
      after: { ...young, region: 'eu-west-1', movedFrom: 'old-one', ...to },
    }),
  ]
}

const rulesOf = (
  changes: readonly Change[],
  {
    neighbours = [],
    standing = stands('old-one', 'new-one'),
  }: Partial<Parameters<typeof judgeMoves>[1]> = {},
) =>
  judgeMoves(changes, { neighbours, standing }, settings!).findings.map(
    ({ rule, severity }) => `${rule} ${severity}`,
  )

test('a move is named as what it is, and nothing stands in its way', () => {
  const changes = aMove()
  const { moves, findings } = judgeMoves(
    changes,
    { neighbours: [], standing: stands('old-one', 'new-one') },
    settings!,
  )
  expect(findings).toEqual([])
  expect(planOperations(changes, moves).map(({ says }) => says)[1]).toBe(
    'Once `old-one` is held still, all its data is copied from ap-south-1 to eu-west-1 and compared, then the checks run; if that fails, the last good state is restored, a pull request takes the change back, and `old-one` has everything as before.',
  )
})

test('the old one may have been suspended before', () => {
  const [, taking] = aMove()
  expect(rulesOf([taking!], { neighbours: [fileOf('old-one', held)] })).toEqual([])
  // Merged, and not carried out yet: what stands still writes.
  const both = [fileOf('old-one', held), fileOf('old-one')]
  expect(rulesOf([taking!], { neighbours: both })).toEqual(['move/not-held deny'])
})

test.each<[string, Partial<Tenant>, Partial<Tenant>]>([
  ['move/to-itself', { movedFrom: 'new-one' }, {}],
  ['move/from-nobody', { movedFrom: 'no-one' }, {}],
  ['move/not-active', { lifecycle: readOnly }, {}],
  ['move/not-held', {}, { lifecycle: { state: 'active' } }],
  ['move/not-held', {}, { lifecycle: { state: 'suspended', mode: 'drain' } }],
  ['move/other-owner', { owner: 'hari@acme.example' }, {}],
  ['move/in-a-circle', {}, { movedFrom: 'new-one' }],
  ['move/loses-safeguards', { data: { ...tenantOf('new-one').data, classification: 'internal' } }, {}],
  ['move/loses-safeguards', { data: { ...tenantOf('new-one').data, subjects: [] } }, {}],
  ['move/loses-safeguards', {}, { data: { ...tenantOf('old-one').data, categories: ['personal', 'phi'] } }],
  ['move/loses-safeguards', {}, { data: { ...tenantOf('old-one').data, frameworks: ['dpdpa', 'hipaa'] } }],
  ['move/loses-safeguards', {}, { data: { ...tenantOf('old-one').data, legalHold: true } }],
  ['move/loses-safeguards', {}, { data: { ...tenantOf('old-one').data, retentionDays: 4000 } }],
])('refused: %s', (rule, to, from) => {
  expect(rulesOf(aMove(to, from))).toContain(`${rule} deny`)
})

test('one that does not stand yet is made first', () => {
  const [old, { before: _none, ...taking } = aChange()] = aMove()
  expect(rulesOf([old!, { ...taking, before: undefined, kind: 'onboard' }])).toEqual(['move/not-made deny'])
  expect(rulesOf(aMove(), { standing: stands('old-one') })).toEqual(['move/not-made deny'])
})

test('nobody’s data goes to two, and where it came from does not change', () => {
  expect(rulesOf(aMove(), { neighbours: [fileOf('third-one', 'movedFrom: old-one')] })).toEqual([
    'move/already-moved deny',
  ])
  const [old, taking] = aMove()
  const before = { ...tenantOf('new-one'), movedFrom: 'third-one' }
  expect(rulesOf([old!, { ...taking!, before }])).toEqual(['move/twice deny'])
})

test.each(['retire', 'resume', 'remove'] as const)(
  'until the copy is proven, no %s of the old one',
  (kind) => {
    const leaving = aChange({
      tenant: 'old-one',
      kind,
      before: tenantOf('old-one', held),
      after: tenantOf('old-one'),
    })
    const moved = fileOf('new-one', 'movedFrom: old-one')
    const underWay = [{ tenant: 'new-one', blob: undefined }]
    expect(rulesOf([leaving], { neighbours: [moved], standing: underWay })).toEqual(['move/not-proven deny'])
    expect(rulesOf([leaving], { neighbours: [moved, fileOf('new-one')] })).toEqual(['move/not-proven deny'])
    expect(rulesOf([leaving], { neighbours: [moved] })).toEqual(
      kind === 'resume' ? ['move/two-of-one warn'] : [],
    )
    expect(rulesOf([leaving])).toEqual([])
  },
)
