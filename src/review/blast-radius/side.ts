import { admit, type Admission } from '../../capacity/admission.ts'
import type { Condition } from '../../expression/condition.ts'
import { checkPolicies } from '../../policy/check-policies.ts'
import type { Change } from '../../tenant/change.ts'
import type { EstateFile } from '../../tenant/estate-file.ts'
import type { Finding } from '../../tenant/finding.ts'
import type { Money } from '../../tenant/money.ts'
import { parseTenant, type ParsedTenant } from '../../tenant/parse.ts'
import type { Aspects } from './aspects.ts'
import { costChanges } from '../cost/changes.ts'
import type { OpenSeats } from '../../approvals/open-seats.ts'
import { seatOpenerOn } from '../cost/seats.ts'
import type { Rules } from '../read-rules.ts'

/** `on`: prices and rates of that day. `today`: rules and waivers go by it. ISO dates. */
export type Day = Readonly<{ on: string; today: string }>

/** Every tenant under one set of rules, as far as the aspects ask. */
export type Side = Readonly<{
  parsed: readonly Read[]
  /** By path, in the order of the files; it ends early where the rules would do too much work. */
  judged: ReadonlyMap<string, Judged>
  /** How full the pools are; empty where no aspect asks. */
  use: Admission['use']
}>

type Read = ParsedTenant & Readonly<{ file: EstateFile }>

export type Judged = Readonly<{
  findings: readonly Finding[]
  monthly: Money | undefined
  seats: readonly Asked[]
}>

/** A seat that a change of the tenant would ask for, whatever it changed. */
export type Asked = Readonly<{ name: string; approvers: readonly string[]; needed: number }>

export type Bounds = Readonly<{ tenants: number; steps: number }>

/**
 * Beyond it the answer would come too late. A step is a node of an expression visited: the shipped rules take some
 * 2 000 a tenant, ten thousand tenants twenty million, and as many steps take two seconds.
 */
export const usualBounds: Bounds = { tenants: 20_000, steps: 50_000_000 }

type Question = Readonly<{
  rules: Rules
  aspects: Aspects
  day: Day
  bounds: Bounds
  /** By the other side, where a file means the same to both. */
  parsed?: Side['parsed'] | undefined
}>

export function judgeSide(
  files: readonly EstateFile[],
  { rules, aspects, day, bounds, parsed: known }: Question,
): Side {
  const parsed =
    known ?? files.slice(0, bounds.tenants).map((file) => ({ file, ...parseTenant(file, rules.settings) }))
  const costs = aspects.costs ? costsOf(parsed, rules, day.on) : new Map<string, Cost>()
  const { use, homeless } = aspects.pools ? poolsOf(parsed, rules, day.today) : noPools
  const conditions = conditionsOf(rules)
  const start = stepsOf(conditions)
  const judged = new Map<string, Judged>()
  const openSeats = seatOpenerOn(rules, day.on)
  for (const one of parsed) {
    if (stepsOf(conditions) - start > bounds.steps) break
    const { monthly, findings = [] } = costs.get(one.file.path) ?? {}
    const { said, seats } = judgeOne(one, { rules, aspects, day, openSeats })
    judged.set(one.file.path, {
      findings: [...one.findings, ...said, ...findings, ...(homeless.get(one.file.path) ?? [])],
      monthly,
      seats,
    })
  }
  return { parsed, judged, use }
}

function judgeOne(
  one: Read,
  { rules, aspects, day, openSeats }: Omit<Question, 'bounds'> & Readonly<{ openSeats: OpenSeats }>,
) {
  const change = unchanged(one)
  if (change?.after === undefined) return { said: [], seats: [] }
  const { file, after: tenant } = change
  const { policies, settings } = rules
  return {
    said: aspects.policies
      ? checkPolicies(policies, { tenant, file, change, settings, on: day.today }).findings
      : [],
    seats: aspects.seats ? openSeats([change], [{ path: file }]).filter(({ needed }) => needed > 0) : [],
  }
}

type Cost = Readonly<{ monthly?: Money; findings: readonly Finding[] }>

function costsOf(parsed: readonly Read[], rules: Rules, on: string): ReadonlyMap<string, Cost> {
  const changes = parsed.flatMap((one) => unchanged(one) ?? [])
  // Only what it costs as it is: a `before` would be the same figure worked out twice.
  const { costs, findings } = costChanges(
    changes.map((change) => ({ ...change, before: undefined })),
    rules,
    on,
  )
  const byFile = Map.groupBy(findings, ({ file }) => file)
  return new Map(
    changes.map(({ file }, index) => {
      const monthly = costs[index]?.after?.monthly.expected
      return [file, { ...(monthly && { monthly }), findings: byFile.get(file) ?? [] }]
    }),
  )
}

type Pools = Readonly<{ use: Admission['use']; homeless: ReadonlyMap<string, readonly Finding[]> }>
const noPools: Pools = { use: [], homeless: new Map() }

/** That a pool is full is the pool's matter, and no tenant's; that there is none in its region is the tenant's. */
function poolsOf(parsed: readonly Read[], { settings }: Rules, on: string): Pools {
  const tenants = parsed.flatMap(({ tenant }) => tenant ?? [])
  const changes = tenants.map((after) => ({ before: undefined, after }))
  const { use, findings } = admit({ pools: settings.pools, tenants, changes, on })
  const homeless = findings.filter(({ rule }) => rule === 'capacity/no-pool')
  return { use, homeless: Map.groupBy(homeless, ({ file }) => file) }
}

/** The tenant as it is, as `landlord check` looks at it too; undefined where it cannot be read. */
const unchanged = ({ file, tenant }: Read): Change | undefined =>
  tenant && {
    kind: 'change',
    tenant: tenant.id,
    file: file.path,
    before: tenant,
    after: tenant,
    beforeBlob: file.blob,
    afterBlob: file.blob,
  }

const conditionsOf = ({ policies, approvers }: Rules): readonly Condition[] => [
  ...policies.flatMap(({ rules }) => rules.flatMap(({ match, expression }) => [...match, expression])),
  ...approvers.sections.flatMap(({ rules }) =>
    rules.flatMap(({ alternatives }) => alternatives.map(({ condition }) => condition)),
  ),
]

/** Some stand several times in the list, which only makes the bound a little closer. */
const stepsOf = (conditions: readonly Condition[]): number =>
  conditions.reduce((sum, { meter }) => sum + meter.stepsSpent, 0)
