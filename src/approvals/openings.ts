import type { CostFacts } from '../expression/cost-facts.ts'
import { fingerprints, type Print } from '../expression/made-of.ts'
import { scopeOf, tenantScope, type Scope } from '../expression/tenant-scope.ts'
import { withCost } from '../expression/with-cost.ts'
import type { Change } from '../tenant/change.ts'
import { lazily } from '../tenant/once.ts'
import type { Settings } from '../tenant/settings/settings.ts'
import { answersOfMany, type Answer, type Sight } from './answers.ts'
import type { Alternative, Rule } from './approvers.ts'
import { sentenceOf, undecidedSentence } from './because.ts'
import { together, togetherWords, type RiseBeside } from './cumulative.ts'

/** What a change costs, asked for only where a condition names `cost`. */
export type CostOf = (change: Change, moment: 'before' | 'after') => CostFacts

/** Why the condition of a line opens its seat for a change. */
export type Opening = Readonly<{
  /** One sentence with the values that opened it. */
  because: () => string
  /** It opens only since this could not be decided. */
  undecided?: Readonly<{ alternative: Alternative; error: string }>
}>

/** Undefined: it does not open. */
export type OpeningOf = (rule: Rule, change: Change) => Opening | undefined

/** What conditions are asked against. */
export type Surroundings = Readonly<{
  settings: Settings
  costOf?: CostOf | undefined
  besides?: RiseBeside | undefined
  /** Tells tenants apart; for whoever has one already. */
  printOf?: ((tenant: NonNullable<Change['after']>) => Print) | undefined
}>

/** Sections of many lines, and many sections, ask the same of the same change, which is decided once. */
export function openings(around: Surroundings): OpeningOf {
  const decide = decider(around)
  const known = new WeakMap<Change, Map<readonly Alternative[], Opening | undefined>>()
  return ({ alternatives }, change) => {
    const decided = known.get(change) ?? new Map<readonly Alternative[], Opening | undefined>()
    known.set(change, decided)
    if (!decided.has(alternatives)) decided.set(alternatives, decide(alternatives, change))
    return decided.get(alternatives)
  }
}

type Decide = (alternatives: readonly Alternative[], change: Change) => Opening | undefined

/** After the change first; before it too, so that dropping a field does not close the seat it had opened. */
function decider(around: Surroundings): Decide {
  const { settings, besides, printOf = fingerprints() } = around
  const coming = answersOfMany(settings.currency)
  const staying = answersOfMany(settings.currency)
  return (alternatives, change) => {
    const { before, after, kind } = change
    const more = besides?.(change) ?? 0n
    // What is known of a tenant that comes, or stays as it is, is known of all that are alike.
    const answer = before === undefined ? coming : staying
    const isOnlyItself = before === undefined ? kind === 'onboard' : before === after && kind === 'change'
    const print = after !== undefined && isOnlyItself ? printOf(after) : undefined
    const asked = (sight: Sight, alike?: Print) =>
      anyOf(alternatives, ({ condition }) => answer(condition, sight, alike))
    const sight = sightOf(change, 'after', around)
    const now = asked(sight, print)
    if (now !== undefined) return now
    const all = more === 0n ? undefined : asked(seenTogether(sight, more))
    if (all !== undefined) {
      const words = togetherWords(after?.costCenter ?? '', more, settings.currency)
      return { ...all, because: () => `${all.because()} ${words}` }
    }
    const was = before === after ? undefined : asked(sightOf(change, 'before', around))
    return was && { ...was, because: () => `Before this change: ${was.because()}` }
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
      }
    const { error } = answer
    open ??= {
      because: () => undecidedSentence(alternative.condition.source, error),
      undecided: { alternative, error },
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
