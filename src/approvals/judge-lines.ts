import type { Finding } from '../tenant/finding.ts'
import { quote } from '../tenant/yaml/quote.ts'
import type { Approvers, Rule, Section } from './approvers.ts'
import { samplesOf } from './samples.ts'

/**
 * Lines that never do anything: one whose pattern covers no file, and one that a later line of its section always
 * beats. `paths`: all files there are; undefined where nobody knows them.
 */
export function judgeLines(approvers: Approvers, paths: readonly string[] | undefined): readonly Finding[] {
  const idle = (line: number, rule: string, says: string, fix: string): Finding => ({
    ...{ rule: `approvers/${rule}`, severity: 'warn', file: approvers.file, line, column: 1, pointer: '' },
    ...{ says, fix },
  })
  return approvers.sections
    .flatMap((section) =>
      section.rules.flatMap((rule, at) => {
        const winner = winnerOver(rule, section.rules.slice(at + 1), approvers)
        if (winner !== undefined)
          return idle(
            rule.line,
            'shadowed',
            `This line never decides anything: line ${winner.line} (${quote(winner.pattern)}) covers all that ${quote(rule.pattern)} does, and in a section the last line wins.`,
            'Move this line below it, or remove it.',
          )
        if (isTakenOut(rule, section, approvers))
          return idle(
            rule.line,
            'shadowed',
            `This line never decides anything: the section takes all that ${quote(rule.pattern)} covers out again, with \`!\`.`,
            'Remove one of the two lines.',
          )
        if (paths?.some(rule.covers) !== false) return []
        return idle(
          rule.line,
          'matches-nothing',
          `${quote(rule.pattern)} covers no file of the estate.`,
          'Mend the path, or leave it if the files are still to come.',
        )
      }),
    )
    .toSorted((a, b) => a.line - b.line)
}

/** The first later line that covers all that this one does, whenever this one applies. */
function winnerOver(rule: Rule, later: readonly Rule[], { dialect }: Approvers): Rule | undefined {
  const samples = samplesOf(rule.pattern, dialect)
  if (samples === undefined) return undefined
  return later.find(
    ({ condition, covers }) =>
      (condition === undefined || condition.source === rule.condition?.source) && samples.every(covers),
  )
}

const isTakenOut = ({ pattern }: Rule, { exclusions }: Section, { dialect }: Approvers): boolean =>
  samplesOf(pattern, dialect)?.every((path) => exclusions.some((covers) => covers(path))) ?? false
