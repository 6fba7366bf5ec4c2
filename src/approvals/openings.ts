import type { CostFacts } from '../expression/cost-facts.ts'
import { fingerprints, type Print } from '../expression/made-of.ts'
import { scopeOf, tenantScope, type Scope } from '../expression/tenant-scope.ts'
import { withCost } from '../expression/with-cost.ts'
import type { Change } from '../tenant/change.ts'
import { lazily } from '../tenant/once.ts'
import type { Settings } from '../tenant/settings/settings.ts'
import { answersOfMany, type Answer, type Sight } from './answers.ts'
import type { Alternative } from './approvers.ts'
import { sentenceOf, undecidedSentence } from './because.ts'
import { together, togetherWords, type RiseBeside } from './cumulative.ts'

/** What a change costs, asked for only where a condition names `cost`. */
export type CostOf = (change: Change, moment: 'before' | 'after') => CostFacts

/** Why the condition of a line opens its seat for a change. */
export type Opening = Readonly<{
  /** One sentence with the values that opened it. */
  because: () => string
  /** The first that holds, or that could not be decided where none does. */
  by: Alternative
  /** It opens only since this stood in the way of deciding. */
  error?: string
}>

/** Undefined: it does not open. */
export type OpeningOf = (alternatives: readonly Alternative[], change: Change) => Opening | undefined

/** What conditions are asked against. */
export type Surroundings = Readonly<{
  settings: Settings
  costOf?: CostOf | undefined
  besides?: RiseBeside | undefined
  /** Tells tenants apart; for whoever has one already. */
  printOf?: ((tenant: NonNullable<Change['after']>) => Print) | undefined
}>

export function openings(around: Surroundings): OpeningOf {
  const deciderOf = deciders(around)
  // One line after another is asked of the same change.
  let latest: Readonly<{ change: Change; decide: Decide }> | undefined
  return (alternatives, change) => {
    if (latest?.change !== change) latest = { change, decide: remembering(deciderOf(change)) }
    return latest.decide(alternatives)
  }
}

type Decide = (alternatives: readonly Alternative[]) => Opening | undefined

/** All lines of a block ask the same. */
function remembering(decide: Decide): Decide {
  const known = new Map<readonly Alternative[], Opening | undefined>()
  return (alternatives) => {
    if (!known.has(alternatives)) known.set(alternatives, decide(alternatives))
    return known.get(alternatives)
  }
}

/** After the change first; before it too, so that dropping a field does not close the seat it had opened. */
function deciders(around: Surroundings): (change: Change) => Decide {
  const { settings, besides, printOf = fingerprints() } = around
  const coming = answersOfMany(settings.currency)
  const staying = answersOfMany(settings.currency)
  return (change) => {
    const { before, after, kind } = change
    const more = besides?.(change) ?? 0n
    const isNew = before === undefined
    // What is known of a tenant that comes, or stays as it is, is known of all that are alike.
    const answer = isNew ? coming : staying
    const isOnlyItself = isNew ? kind === 'onboard' : before === after && kind === 'change'
    const print = after !== undefined && isOnlyItself ? printOf(after) : undefined
    const sight = sightOf(change, 'after', around)
    return (alternatives) => {
      const asked = (seen: Sight, alike?: Print) =>
        anyOf(alternatives, ({ condition }) => answer(condition, seen, alike))
      const now = asked(sight, print)
      if (now !== undefined) return now
      const all = more === 0n ? undefined : asked(seenTogether(sight, more))
      if (all !== undefined) {
        const words = togetherWords(after?.costCenter ?? '', more, settings.currency)
        return { ...all, because: () => `${all.because()} ${words}` }
      }
      const was = isNew || before === after ? undefined : asked(sightOf(change, 'before', around))
      return was && { ...was, because: () => `Before this change: ${was.because()}` }
    }
  }
}

function anyOf(
  alternatives: readonly Alternative[],
  ask: (alternative: Alternative) => Answer,
): Opening | undefined {
  let open: Opening | undefined
  for (const alternative of alternatives) {
    const answer = ask(alternative)
    if (answer === undefined) continue
    if ('clauses' in answer)
      return {
        because: lazily(() => sentenceOf(alternatives.flatMap((one) => clausesIn(ask(one))))),
        by: alternative,
      }
    const { error } = answer
    open ??= {
      because: () => undecidedSentence(alternative.condition.source, error),
      by: alternative,
      error,
    }
  }
  return open
}

const clausesIn = (answer: Answer): readonly string[] =>
  answer !== undefined && 'clauses' in answer ? answer.clauses() : []

function sightOf(change: Change, moment: 'before' | 'after', { settings, costOf }: Surroundings): Sight {
  const tenant = change[moment]
  if (tenant === undefined) return { of: () => undefined, all: () => undefined }
  const costed = (scope: Scope) => (costOf ? withCost(scope, () => costOf(change, moment)) : scope)
  return {
    of: (variables) => {
      const scope = scopeOf(variables, { tenant, change, settings })
      return variables.includes('cost') ? costed(scope) : scope
    },
    all: lazily(() => costed(tenantScope(tenant, change, settings))),
  }
}

/** As if its budget were its own and all that its cost centre takes on besides. */
const seenTogether = ({ of, all }: Sight, more: bigint): Sight => ({
  of: (variables) => together(of(variables), more),
  all: () => together(all(), more),
})
