import { isScalar, type Scalar } from 'yaml'
import type { EstateFile } from '../estate-file.ts'
import type { Finding } from '../finding.ts'
import { offsetBehind } from './offset-behind.ts'
import { positionsIn, type Position } from './position.ts'
import { readText } from '../text-file.ts'
import { parseDocument, ruleFileLimits, type Limits } from './document.ts'
import { inPlainWords } from './error.ts'
import { nodeAt, offsetOf, type Part, type YamlSource } from './node.ts'
import { convert } from './value.ts'

/** A YAML file as plain data, and the way back from the data to its lines. */
export type YamlFile = Readonly<{
  path: string
  /** Plain data (mappings have no prototype), also where single fields have findings; undefined = unreadable. */
  value: unknown
  findings: readonly Finding[]
  /** Whether its schema is known to have nothing against it. */
  isSound: boolean
  /** Where a key or a value stands; of something absent, where its nearest parent stands. */
  locate: (pointer: string, part?: Part) => Position
  /** Where a text itself starts, after its quote or on the line below its `|`; or where it goes on behind `before`. */
  locateText: (pointer: string, before?: string) => Position
  /** A scalar as it is written, so that `1500000.50` never becomes a float; undefined if it is none. */
  sourceOf: (pointer: string) => string | undefined
  /** What was read, for whoever mends it: asked for only where there is a finding. Undefined = unreadable. */
  source: () => YamlSource | undefined
}>

/** Reads one YAML 1.2 document and keeps where everything stands; never throws, never hangs. */
export function readYamlFully(file: EstateFile, limits: Limits = ruleFileLimits): YamlFile {
  const read = readText(file, limits.bytes)
  if ('finding' in read) return unreadable(file.path, [read.finding])
  const { text } = read
  const locateOffset = positionsIn(text)
  const problem = (rule: string, offset: number, says: string, fix: string, pointer = ''): Finding => ({
    rule: `yaml/${rule}`,
    severity: 'deny',
    file: file.path,
    ...locateOffset(offset),
    pointer,
    says,
    fix,
  })
  const parsed = parseDocument(text, limits)
  if ('stopped' in parsed) {
    const { rule, offset, says, fix } = parsed.stopped
    return unreadable(file.path, [problem(rule, offset, says, fix)])
  }
  const { document } = parsed
  const errors = document.errors.toSorted((a, b) => a.pos[0] - b.pos[0])
  const first = errors[0]
  // One slip makes the parser stumble on for pages; the first place is the one to mend.
  if (first !== undefined) {
    const { says, fix } = inPlainWords(first)
    return unreadable(file.path, [problem('syntax', first.pos[0], says, fix)])
  }
  const { contents } = document
  if (contents === null)
    return unreadable(file.path, [
      {
        ...problem('', 0, '', ''),
        rule: 'file/empty',
        says: text.trim() === '' ? 'The file is empty.' : 'The file holds only comments.',
        fix: 'Write the fields, or remove the file.',
      },
    ])
  const { value, problems, targets } = convert(contents, {
    terraform: limits.terraform,
    lineOf: (offset) => locateOffset(offset).line,
  })
  const findings = problems.map(({ rule, offset, says, fix, pointer }) =>
    problem(rule, offset, says, fix, pointer),
  )
  return {
    path: file.path,
    value,
    findings,
    isSound: false,
    locate: (pointer, part = 'value') => locateOffset(offsetOf(contents, pointer, { part, targets })),
    locateText: (pointer, before = '') => {
      const start = offsetOf(contents, pointer, { part: 'value', targets })
      const node = nodeAt(contents, pointer, targets)
      const inside = start + (isScalar(node) ? textStart(node.type, text.slice(start)) : 0)
      return locateOffset(offsetBehind(text, inside, before))
    },
    sourceOf: (pointer) => {
      const node = nodeAt(contents, pointer, targets)
      return isScalar(node) ? node.source : undefined
    },
    source: () => ({ text, root: contents, targets }),
  }
}

const unreadable = (path: string, findings: readonly Finding[]): YamlFile => ({
  path,
  value: undefined,
  findings,
  isSound: false,
  locate: () => ({ line: 1, column: 1 }),
  locateText: () => ({ line: 1, column: 1 }),
  sourceOf: () => undefined,
  source: () => undefined,
})

/** How far behind the start of a scalar its text begins. */
function textStart(style: Scalar['type'], rest: string): number {
  if (style === 'QUOTE_DOUBLE' || style === 'QUOTE_SINGLE') return 1
  if (style === 'BLOCK_FOLDED' || style === 'BLOCK_LITERAL') return /^[^\n]*\n\s*/.exec(rest)?.[0].length ?? 0
  return 0
}
