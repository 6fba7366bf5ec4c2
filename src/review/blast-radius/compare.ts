import { denies, type Finding, type Severity } from '../../tenant/finding.ts'
import { tenantIdOf } from '../../tenant/layout.ts'
import type { AffectedTenant, FindingChange, Gate } from './blast-radius.ts'
import type { Asked, Judged } from './side.ts'

type Sides = Readonly<{ before: ReadonlyMap<string, Judged>; after: ReadonlyMap<string, Judged> }>

/** The tenants that two sets of rules judge differently, the worst news first. */
export function compareTenants(
  paths: readonly string[],
  { before, after }: Sides,
): readonly AffectedTenant[] {
  return paths
    .flatMap((path) => compareOne(path, before.get(path), after.get(path)) ?? [])
    .toSorted((a, b) => badness(b) - badness(a) || (a.file < b.file ? -1 : 1))
}

function compareOne(
  file: string,
  before: Judged | undefined,
  after: Judged | undefined,
): AffectedTenant | undefined {
  const tenant = tenantIdOf(file)
  if (tenant === undefined || before === undefined || after === undefined) return undefined
  const findings = compareFindings(before.findings, after.findings)
  const seats = compareSeats(before.seats, after.seats)
  const sameCost = before.monthly?.minor === after.monthly?.minor
  if (findings.length + seats.opened.length + seats.closed.length === 0 && sameCost) return undefined
  return {
    tenant,
    file,
    gate: compareGates(gateOf(before), gateOf(after)),
    findings,
    monthly: sameCost ? undefined : { before: before.monthly, after: after.monthly },
    seats,
  }
}

const gateOf = ({ findings }: Judged): Gate => (findings.some(denies) ? 'refused' : 'passes')

const compareGates = (before: Gate, after: Gate): AffectedTenant['gate'] =>
  before === after ? undefined : { before, after }

/** By rule and place: another wording alone is no other verdict. */
function compareFindings(before: readonly Finding[], after: readonly Finding[]): readonly FindingChange[] {
  const [was, is] = [worstByPlace(before), worstByPlace(after)]
  return [...new Set([...was.keys(), ...is.keys()])]
    .flatMap((key): readonly FindingChange[] => {
      const [old, now] = [was.get(key), is.get(key)]
      const told = now ?? old
      if (told === undefined || old?.severity === now?.severity) return []
      const { rule, pointer, says, fix } = told
      return [{ rule, pointer, before: old?.severity, after: now?.severity, says, fix }]
    })
    .toSorted((a, b) => weightOf(b) - weightOf(a) || (a.rule < b.rule ? -1 : 1))
}

function worstByPlace(findings: readonly Finding[]): ReadonlyMap<string, Finding> {
  const worst = new Map<string, Finding>()
  for (const finding of findings) {
    const key = `${finding.rule} ${finding.pointer}`
    const known = worst.get(key)
    if (known === undefined || rank(finding.severity) > rank(known.severity)) worst.set(key, finding)
  }
  return worst
}

const ranks: Readonly<Record<Severity, number>> = { info: 1, warn: 2, deny: 3 }
const rank = (severity: Severity | undefined): number => (severity === undefined ? 0 : ranks[severity])

/** What gets worse comes first, and of that the worst. */
const weightOf = ({ before, after }: FindingChange): number =>
  rank(after) > rank(before) ? 10 + rank(after) : rank(before)

function compareSeats(before: readonly Asked[], after: readonly Asked[]): AffectedTenant['seats'] {
  const only = (these: readonly Asked[], those: readonly Asked[]): readonly string[] => {
    const others = new Set(those.map(seatKey))
    return these
      .filter((seat) => !others.has(seatKey(seat)))
      .map((seat) => (those.some(({ name }) => name === seat.name) ? seatWords(seat) : seat.name))
  }
  return { opened: only(after, before), closed: only(before, after) }
}

const seatKey = ({ name, approvers, needed }: Asked): string => JSON.stringify([name, approvers, needed])

/** Where the seat stays and asks others: whom. */
const seatWords = ({ name, approvers, needed }: Asked): string =>
  `${name} (${needed > 1 ? `${needed} of ` : ''}${approvers.join(' ')})`

function badness({ gate, findings, seats }: AffectedTenant): number {
  if (gate !== undefined) return gate.after === 'refused' ? 5 : 4
  if (findings.some(({ after }) => after === 'deny')) return 3
  if (findings.length > 0) return 2
  return seats.opened.length + seats.closed.length > 0 ? 1 : 0
}
