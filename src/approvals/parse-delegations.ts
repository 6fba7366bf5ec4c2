import delegationsSchema from '../../schemas/delegations.schema.json' with { type: 'json' }
import { isDay } from '../tenant/day.ts'
import { rulesFolder, type EstateFile } from '../tenant/estate-file.ts'
import { denies, type Finding } from '../tenant/finding.ts'
import { quote } from '../tenant/yaml/quote.ts'
import { lazySchema, schemaFindings } from '../tenant/schema-findings.ts'
import { findingAt, readYaml } from '../tenant/yaml/file.ts'
import { overlap, type Delegation } from './delegation.ts'
import { fold } from './eligible.ts'

export const delegationsPath = `${rulesFolder}delegations.yml`

type Parsed = Readonly<{ delegations: readonly Delegation[] | undefined; findings: readonly Finding[] }>

/** Reads who stands in for whom; what contradicts itself denies, since nobody could tell who is meant. */
export function parseDelegations(file: EstateFile | undefined): Parsed {
  if (file === undefined) return { delegations: [], findings: [] }
  const yaml = readYaml(file)
  const shape = [...yaml.findings, ...schemaFindings(validate, yaml)]
  if (yaml.value === undefined || shape.length > 0) return { delegations: undefined, findings: shape }
  const rows = (yaml.value as Declared).delegations
  const delegations = rows.map((row, index) => ({ ...row, line: yaml.locate(`/delegations/${index}`).line }))
  const findings = delegations.flatMap((one, index) =>
    flawsOf(one, delegations).map(({ field, ...flaw }) =>
      findingAt(yaml, {
        ...flaw,
        rule: `delegations/${flaw.rule}`,
        pointer: `/delegations/${index}/${field}`,
      }),
    ),
  )
  return { delegations: findings.some(denies) ? undefined : delegations, findings }
}

const validate = lazySchema(delegationsSchema)

/** What the schema promises. */
type Declared = Readonly<{ delegations: readonly Omit<Delegation, 'line'>[] }>

type Flaw = Readonly<{
  rule: string
  field: 'from' | 'to' | 'since' | 'until'
  says: string
  fix: string
  severity?: Finding['severity']
}>

function flawsOf(one: Delegation, all: readonly Delegation[]): readonly Flaw[] {
  const { from, to, since, until } = one
  const bad = (['since', 'until'] as const).find((field) => one[field] !== undefined && !isDay(one[field]))
  if (bad !== undefined)
    return [
      {
        ...{ rule: 'date', field: bad, says: `${quote(one[bad] ?? '')} is no day of the calendar.` },
        fix: 'Write it as `2026-11-30`.',
      },
    ]
  if (since !== undefined && since > until)
    return [
      {
        ...{ rule: 'date', field: 'until', says: `It ends on ${until}, before it begins on ${since}.` },
        fix: 'Mend one of the two days.',
      },
    ]
  if (fold(from) === fold(to))
    return [
      {
        ...{ rule: 'circular', field: 'to', says: `${quote(from)} would stand in for themselves.` },
        fix: 'Name somebody else, or remove the row.',
      },
    ]
  return [...contradiction(one, all), ...chain(one, all)]
}

/** Told at the later row, once. */
function contradiction(one: Delegation, all: readonly Delegation[]): readonly Flaw[] {
  const earlier = all
    .slice(0, all.indexOf(one))
    .find((other) => fold(other.from) === fold(one.from) && overlap(other, one))
  if (earlier === undefined) return []
  return [
    {
      ...{ rule: 'contradictory', field: 'from' },
      says: `${quote(one.from)} has a delegate for the same days already, ${quote(earlier.to)} in line ${earlier.line}.`,
      fix: 'Keep one of the two, or let one begin after the other has ended.',
    },
  ]
}

/** A delegate who is away too: in a circle nobody is left; otherwise the seat stops there, and that is only told. */
function chain(one: Delegation, all: readonly Delegation[]): readonly Flaw[] {
  const next = all.find((other) => fold(other.from) === fold(one.to) && overlap(one, other))
  if (next === undefined) return []
  if (leadsBackTo(one, all))
    return [
      {
        ...{ rule: 'circular', field: 'to' },
        says: `${quote(one.to)} is away as well, and what they hand on comes back to ${quote(one.from)} (line ${next.line}).`,
        fix: 'Name somebody who is there.',
      },
    ]
  return [
    {
      ...{ rule: 'chain', field: 'to', severity: 'warn' },
      says: `${quote(one.to)} is away as well (line ${next.line}), and hands on only their own seats: ${quote(next.to)} does not stand in for ${quote(one.from)}.`,
      fix: 'Name somebody who is there.',
    },
  ]
}

function leadsBackTo(start: Delegation, all: readonly Delegation[]): boolean {
  const seen = new Set<Delegation>()
  let reached: readonly Delegation[] = [start]
  while (reached.length > 0) {
    if (reached.some(({ to }) => fold(to) === fold(start.from))) return true
    for (const each of reached) seen.add(each)
    const ends = new Set(reached.map(({ to }) => fold(to)))
    reached = all.filter((each) => !seen.has(each) && ends.has(fold(each.from)) && overlap(each, start))
  }
  return false
}
