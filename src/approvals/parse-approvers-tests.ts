import type { EstateFile } from '../tenant/estate-file.ts'
import type { Finding } from '../tenant/finding.ts'
import { readText } from '../tenant/text-file.ts'
import { readYaml } from '../tenant/yaml/file.ts'

/** A line of APPROVERS such as `# test: { tier: gold } asks CFO, CTO`: to CODEOWNERS it is a comment. */
export type ApproversTest = Readonly<{
  line: number
  /** As written after `# test:`. */
  says: string
  about: TestedChange | Readonly<{ path: string }>
  /** Names of sections, the optional ones included; none = nobody is asked. */
  asks: readonly string[]
}>

/** Fields of a tenant file before and after the change; undefined = there is no such tenant. */
type TestedChange = Readonly<{ before: Fields | undefined; after: Fields | undefined }>
type Fields = Readonly<Record<string, unknown>>

type Parsed = Readonly<{ tests: readonly ApproversTest[]; findings: readonly Finding[] }>

/** The tests that stand in an APPROVERS file. Other comments that begin with the same word are left alone. */
export function parseApproversTests(file: EstateFile, maxBytes: number): Parsed {
  const read = readText(file, maxBytes)
  if ('finding' in read) return { tests: [], findings: [] }
  const tests: ApproversTest[] = []
  const findings: Finding[] = []
  read.text.split(/\r\n|\n|\r/).forEach((text, index) => {
    const says = /^\s*#\s*test:\s+(\{.*|.*\sasks\s.*)$/.exec(text)?.[1]?.trim()
    if (says === undefined) return
    const line = index + 1
    const test = parseTest(says, line)
    if (test !== undefined) tests.push(test)
    else
      findings.push({
        ...{ rule: 'approvers/test', severity: 'deny', file: file.path, line, column: 1, pointer: '' },
        says: 'This test cannot be read.',
        fix: 'Write it as `# test: { tier: gold } asks CFO, CTO`, as `# test: {…} becomes {…} asks nobody`, or with a path.',
      })
  })
  return { tests, findings }
}

/** The last ` asks ` divides, so that a value may hold the word. */
function parseTest(says: string, line: number): ApproversTest | undefined {
  const [, about = '', names = ''] = /^(.*)\s+asks\s+(.+)$/.exec(says) ?? []
  const asks = names.trim() === 'nobody' ? [] : names.split(',').map((name) => name.trim())
  if (about === '' || asks.includes('')) return undefined
  if (!about.startsWith('{')) return { line, says, about: { path: about.trim() }, asks }
  const [first = '', second] = about.split(/\s+becomes\s+/)
  if (second === undefined) {
    const after = fieldsIn(first)
    return after && { line, says, about: { before: undefined, after }, asks }
  }
  const before = fieldsIn(first)
  const after = second.trim() === 'nothing' ? undefined : fieldsIn(second)
  if (before === undefined || (after === undefined && second.trim() !== 'nothing')) return undefined
  return { line, says, about: { before, after }, asks }
}

/** A YAML mapping on one line; undefined when it is none. */
function fieldsIn(text: string): Fields | undefined {
  const bytes = new TextEncoder().encode(text)
  const { value, findings } = readYaml({ path: '', blob: '', mode: '100644', size: bytes.length, bytes })
  const isMapping = typeof value === 'object' && value !== null && !Array.isArray(value)
  return findings.length === 0 && isMapping ? (value as Fields) : undefined
}
