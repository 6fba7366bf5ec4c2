import { denies } from '../../tenant/finding.ts'
import { count, series } from './words.ts'
import type { Verdict } from '../verdict.ts'

/** The decision in a few plain words, for a check's title and a comment's heading. It holds foreign names: escape it. */
export function headlineOf(verdict: Verdict): string {
  const { seats, decision } = verdict.approvals
  switch (verdict.outcome) {
    case 'untouched':
      return 'No tenant and no rule is touched'
    case 'refused':
      return `Refused: ${count(verdict.findings.filter(denies).length, 'problem')} to mend`
    case 'approved':
      return decision === 'automatic'
        ? 'Approved automatically'
        : `Approved by ${series(seats.flatMap(({ name, state }) => (state.state === 'filled' ? [name] : [])))}`
    case 'waiting':
      return waiting(verdict)
  }
}

function waiting({ approvals: { seats, decision } }: Verdict): string {
  const open = seats.filter(({ state, needed }) => state.state !== 'filled' && needed > 0)
  if (decision === 'vetoed') return 'Stopped by a veto'
  if (open.length === 0) return 'No approval counts yet'
  return `Waiting for ${series(open.map(({ name }) => name))}`
}

/** What the headline means for the reader, one sentence. */
export function meaningOf({ outcome, approvals }: Verdict): string {
  switch (outcome) {
    case 'untouched':
      return 'Landlord has nothing to say about this pull request.'
    case 'refused':
      return 'It cannot be merged as it is. Each problem below says where it is and how to mend it.'
    case 'approved':
      return approvals.decision === 'automatic'
        ? 'No rule stands in the way and none asks for a person’s approval, so it can be merged.'
        : 'No rule stands in the way and every approval is given, so it can be merged.'
    case 'waiting':
      return approvals.decision === 'vetoed'
        ? 'No rule stands in the way, but one of those who approve asked for changes.'
        : 'No rule stands in the way. It can be merged once the approvals below are given, as ordinary reviews.'
  }
}
