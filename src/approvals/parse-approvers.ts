import { compileCondition } from '../expression/condition.ts'
import type { EstateFile } from '../tenant/estate-file.ts'
import type { Finding, Severity } from '../tenant/finding.ts'
import { readText } from '../tenant/text-file.ts'
import type { Alternative, Approvers, Rule, Section } from './approvers.ts'
import { isOwner, parseLine, type Line, type Word } from './approvers-line.ts'
import { compilePattern, patternProblem, type Covers, type Dialect } from './pattern.ts'

/** GitHub reads no larger CODEOWNERS; nor do we. */
export const maxApproversBytes = 3 * 1024 * 1024

/** A finding that denies means: do not rely on the rest. `owners` reads on, as GitHub does. */
export type ParsedApprovers = Readonly<{ approvers: Approvers; findings: readonly Finding[] }>

/** Reads GitHub's CODEOWNERS, GitLab's with sections, and `when <condition>` after a section's name. */
export function parseApprovers(file: EstateFile): ParsedApprovers {
  const read = readText(file, maxApproversBytes)
  if ('finding' in read)
    return {
      approvers: { file: file.path, dialect: 'github', sections: [] },
      findings: [{ ...read.finding, severity: 'deny' }],
    }
  const lines = read.text.split(/\r\n|\n|\r/).map(parseLine)
  const dialect: Dialect = lines.some(({ kind }) => kind === 'heading') ? 'gitlab' : 'github'
  const findings: Finding[] = []
  const sections = new Map<string, { name: string | undefined; rules: Rule[]; exclusions: Covers[] }>()
  let block: Block = { name: undefined, defaults: [], needed: 1, alternatives: [], dead: false, rules: 0 }
  const report: Report = (line, problem) => {
    findings.push({ severity: 'deny', file: file.path, pointer: '', line, ...problem })
  }
  lines.forEach((line, index) => {
    const number = index + 1
    if (line.kind === 'broken') {
      report(number, { rule: 'approvers/syntax', ...line })
      // What follows belonged to that section; without it nobody knows when it applies.
      block = { ...block, dead: true }
    } else if (line.kind === 'heading') {
      reportEmpty(block, report)
      block = parseHeading(line, { file: file.path, number, report })
    } else if (line.kind === 'rule' && !block.dead) {
      block = { ...block, rules: block.rules + 1 }
      const rule = parseRule(line, { dialect, block, number, report })
      if (rule === undefined) return
      const key = (block.name ?? '').toLowerCase()
      const section = sections.get(key) ?? { name: block.name, rules: [], exclusions: [] }
      if (line.pattern.text.startsWith('!')) section.exclusions.push(rule.covers)
      else section.rules.push(rule)
      sections.set(key, section)
    }
  })
  reportEmpty(block, report)
  return {
    approvers: { file: file.path, dialect, sections: [...sections.values()] satisfies Section[] },
    findings,
  }
}

type Report = (
  line: number,
  problem: Readonly<{ rule: string; column: number; says: string; fix: string; severity?: Severity }>,
) => void

/** What a heading says of the lines below it. */
type Block = Readonly<{
  name: string | undefined
  line?: number
  defaults: readonly string[]
  needed: number
  /** None: it applies always. A heading brings one. */
  alternatives: readonly Alternative[]
  /** Its heading is broken, so its lines would mean something else. */
  dead: boolean
  rules: number
}>

function parseHeading(
  heading: Extract<Line, { kind: 'heading' }>,
  { file, number, report }: Readonly<{ file: string; number: number; report: Report }>,
): Block {
  let dead = false
  const wrong = (rule: string, column: number, says: string, fix: string): void => {
    dead = true
    report(number, { rule: `approvers/${rule}`, column, says, fix })
  }
  const { name, count, words, when } = heading
  if (name === '') wrong('heading', 1, 'This section has no name.', 'Write a name between the brackets.')
  if (count !== undefined && !/^[1-9]\d?$/.test(count))
    wrong(
      'heading',
      1,
      `“${count}” is no number of approvals.`,
      'Write a whole number from 1 to 99, as in `[Name][2]`.',
    )
  // Of a condition without its `when` every word is a stranger; the first is the one to mend.
  const stranger = words.find((word) => !isOwner(word.text))
  if (stranger !== undefined) {
    const { text, column } = stranger
    wrong(
      'heading',
      column,
      `“${text}” is neither an owner nor a condition.`,
      text.toLowerCase() === 'when' || text === 'if'
        ? 'Write the condition after `when`, in lower case.'
        : 'After the name come owners (`@user`, `@org/team`, an e-mail address), then `when` and a condition.',
    )
  }
  const alternatives: Alternative[] = []
  if (when !== undefined) {
    const place = { file, line: number, column: when.column }
    const compiled = compileCondition(when.text, place)
    if (compiled.ok) alternatives.push({ condition: compiled.condition, place })
    else if (when.text === '')
      wrong(
        'heading',
        when.column,
        'After `when` the condition is missing.',
        'Write one, such as `budget.yearly >= lakh(10)`.',
      )
    else {
      dead = true
      report(number, { ...compiled.finding })
    }
  }
  return {
    name,
    line: number,
    defaults: words.map(({ text }) => text),
    needed: heading.optional ? 0 : Number(count ?? 1),
    alternatives,
    dead,
    rules: 0,
  }
}

/** A seat that someone meant to ask for and that nothing can open. */
function reportEmpty({ name, line, alternatives, dead, rules }: Block, report: Report): void {
  if (dead || rules > 0 || line === undefined) return
  report(line, {
    rule: 'approvers/empty-section',
    ...(alternatives.length === 0 ? { severity: 'warn' } : {}),
    column: 1,
    says: `The section ${name ?? ''} covers no file, so it never asks anyone.`,
    fix: 'Add a line below it, such as `*  @org/team`.',
  })
}

function parseRule(
  { pattern, words }: Readonly<{ pattern: Word; words: readonly Word[] }>,
  {
    dialect,
    block,
    number,
    report,
  }: Readonly<{ dialect: Dialect; block: Block; number: number; report: Report }>,
): Rule | undefined {
  const exclusion = pattern.text.startsWith('!')
  if (exclusion && dialect === 'github') {
    report(number, {
      rule: 'approvers/pattern',
      column: pattern.column,
      says: 'Outside a section, `!` does not take a path out.',
      fix: 'Write the path once more, without owners, further down.',
    })
    return undefined
  }
  const path = exclusion ? pattern.text.slice(1) : pattern.text
  const problem = path === '' ? 'names nothing' : patternProblem(path)
  if (problem !== undefined)
    report(number, {
      rule: 'approvers/pattern',
      column: pattern.column,
      says: `The path “${pattern.text}” ${problem}.`,
      fix: 'Write it as in .gitignore: `/folder/`, `*.tf`, `tenants/health-*.yaml`.',
    })
  const stranger = words.find(({ text }) => !isOwner(text))
  if (stranger !== undefined)
    report(number, {
      rule: 'approvers/owner',
      column: stranger.column,
      says: `“${stranger.text}” is not an owner.`,
      fix: 'Owners are `@user`, `@org/team` or an e-mail address; a blank inside a path is written `\\ `.',
    })
  if (problem !== undefined || stranger !== undefined) return undefined
  const owners = words.map(({ text }) => text)
  return {
    line: number,
    pattern: path,
    covers: compilePattern(path, dialect),
    owners: owners.length > 0 ? owners : block.defaults,
    needed: block.needed,
    condition: block.alternatives[0]?.condition,
    alternatives: block.alternatives,
  }
}
