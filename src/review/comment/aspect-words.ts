import type { Aspect } from '../../tenant/aspects.ts'
import type { Change } from '../../tenant/change.ts'

/** What a change means, for whoever reads a table; an aspect that its columns show has no words. */
export const aspectWords = ({ aspects = [] }: Pick<Change, 'aspects'>): readonly string[] =>
  aspects.flatMap((aspect) => words[aspect] ?? [])

const words: Readonly<Partial<Record<Aspect, string>>> = {
  regionMove: 'moves to another region, with its data',
  takesOver: 'takes over the data of another tenant',
  isolationLooser: 'kept apart less',
  isolationTighter: 'kept apart more',
  suspensionMode: 'suspended in another way',
  tierUp: 'tier rises',
  tierDown: 'tier falls',
  tierChange: 'another tier',
  boost: 'quota raised for a time',
  boostEnd: 'boost ends',
}
