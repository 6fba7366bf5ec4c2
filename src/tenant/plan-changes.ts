import { aspectsOf } from './aspects.ts'
import { classifyChange, type Change } from './change.ts'
import type { EstateFile, FileChange } from './estate-file.ts'
import type { Finding } from './finding.ts'
import { layoutFindings, moveFindings, tenantIdOf } from './layout.ts'
import { moveRefusals } from './move-refusals.ts'
import { parseTenant } from './parse.ts'
import { placeRefusals } from './place-refusals.ts'
import type { Settings } from './settings/settings.ts'
import { restoresWhatStands, type Standing } from './standing.ts'
import type { Tenant, TenantId } from './tenant.ts'

export type PlannedChanges = Readonly<{ changes: readonly Change[]; findings: readonly Finding[] }>

export type Surroundings = Readonly<{
  settings: Settings
  /** All paths after the change. */
  headPaths: readonly string[]
  /** Ids of deployed tenants; undefined = nobody knows, so every tenant may be. */
  deployed: readonly TenantId[] | undefined
  /** The same tenants with what stands of them: going back to it moves nothing. */
  standing?: readonly Standing[] | undefined
  /** Ids of tenants that were purged. */
  purged?: readonly TenantId[] | undefined
}>

/**
 * The tenants that a set of file changes touches, and what is wrong with their files. A file that cannot be read
 * brings findings and no change.
 */
export function planChanges(files: readonly FileChange[], around: Surroundings): PlannedChanges {
  const planned = files.map((file) => planOne(file, around))
  const changedPaths = new Set(files.flatMap(({ path, after }) => (after === undefined ? [] : [path])))
  return {
    changes: planned.flatMap(({ change }) => (change === undefined ? [] : [change])),
    findings: [
      ...layoutFindings(around.headPaths).filter(({ file }) => changedPaths.has(file)),
      ...moveFindings(files),
      ...planned.flatMap(({ findings }) => findings),
    ],
  }
}

type Planned = Readonly<{ change: Change | undefined; findings: readonly Finding[] }>

function planOne(file: FileChange, { settings, deployed, standing, purged }: Surroundings): Planned {
  const id = tenantIdOf(file.path)
  if (id === undefined) return { change: undefined, findings: [] }
  // What the base branch holds was judged when it came; only its content counts now.
  const before = file.before === undefined ? undefined : parseTenant(file.before, settings).tenant
  const after = file.after === undefined ? undefined : parseTenant(file.after, settings)
  if (after !== undefined && after.tenant === undefined)
    return { change: undefined, findings: after.findings }
  const known = deployed === undefined || deployed.includes(id)
  const change: Change = {
    // A file that was unreadable before was there all the same: mending it onboards nobody.
    kind:
      file.before !== undefined && before === undefined && after !== undefined
        ? 'change'
        : classifyChange(before, after?.tenant),
    aspects: aspectsOf(before, after?.tenant, settings),
    tenant: id,
    file: file.path,
    before,
    after: after?.tenant,
    beforeBlob: file.before?.blob,
    afterBlob: file.after?.blob,
  }
  const findings = [
    ...(after?.findings ?? []),
    ...(after === undefined && known && before?.lifecycle.state !== 'retired'
      ? [removal(change, deployed)]
      : []),
    ...(change.kind === 'onboard' && !(deployed?.includes(id) ?? false)
      ? startFinding(change.after, file.after)
      : []),
    ...(file.after !== undefined && change.kind !== 'retire' && purged?.includes(id) === true
      ? [reserved(file.after)]
      : []),
    ...(restoresWhatStands(change, standing)
      ? []
      : [
          ...placeRefusals(change, settings),
          ...(deployed?.includes(id) === true ? moveRefusals(change) : []),
        ]),
  ]
  return { change, findings }
}

const removal = (change: Change, deployed: Surroundings['deployed']): Finding =>
  atStart(change.file, {
    rule: 'estate/removed',
    says:
      deployed === undefined
        ? `The file of \`${change.tenant}\` goes away, and the tenant is not retired; if it is deployed, it would live on unseen, since deletion is not destruction.`
        : `The file of \`${change.tenant}\` goes away while the tenant is deployed and not retired; deletion is not destruction.`,
    fix: 'Restore the file and set `lifecycle: retired`; it may be deleted once the tenant has been retired.',
  })

/** A tenant that never existed can only start active. */
const startFinding = (after: Tenant | undefined, file: EstateFile | undefined): readonly Finding[] =>
  after === undefined || file === undefined || after.lifecycle.state !== 'retired'
    ? []
    : [
        atStart(file.path, {
          rule: 'tenant/starts-retired',
          says: `\`${after.id}\` is new, so there is nothing to retire.`,
          fix: 'Set `lifecycle: active`, or leave the file out.',
        }),
      ]

/** What was meant for the tenant that is gone, a letter or a key, must never reach another. */
const reserved = ({ path }: EstateFile): Finding =>
  atStart(path, {
    rule: 'tenant/id-reserved',
    says: 'A tenant of this id was retired and purged; the id stays taken for good.',
    fix: 'Give the new tenant another id.',
  })

const atStart = (file: string, words: Readonly<{ rule: string; says: string; fix: string }>): Finding => ({
  severity: 'deny',
  file,
  line: 1,
  column: 1,
  pointer: '',
  ...words,
})
