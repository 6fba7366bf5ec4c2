import type { EstateFile } from './estate-file.ts'
import type { Finding, Severity } from './finding.ts'
import { pointerSteps } from './pointer.ts'
import { readText } from './text-file.ts'
import { ruleFileLimits, type Limits } from './yaml-document.ts'
import { readYamlFully, type YamlFile } from './yaml-full.ts'
import { mendOf, type Repair } from './repair.ts'
import type { Part } from './yaml-node.ts'
import { readPlainYaml } from './yaml-plain.ts'

export type { Position, YamlFile } from './yaml-full.ts'

/**
 * Reads one YAML 1.2 document; never throws, never hangs. A file that is written the ordinary way is read fast; the
 * reader that knows where everything stands comes in for every other one, and once somebody asks for a place.
 */
export function readYaml(file: EstateFile, limits: Limits = ruleFileLimits): YamlFile {
  const read = readText(file, limits.bytes)
  const value = 'text' in read ? readPlainYaml(read.text, limits) : undefined
  if (value === undefined) return readYamlFully(file, limits)
  let full: YamlFile | undefined
  const fully = () => (full ??= readYamlFully(file, limits))
  return {
    path: file.path,
    value,
    findings: [],
    locate: (pointer, part) => fully().locate(pointer, part),
    locateText: (pointer) => fully().locateText(pointer),
    // What is read fast is written as JavaScript itself would write it.
    sourceOf: (pointer) => sourceOf(value, pointer),
    source: () => fully().source(),
  }
}

function sourceOf(value: unknown, pointer: string): string | undefined {
  let part = value
  for (const step of pointerSteps(pointer)) {
    if (typeof part !== 'object' || part === null || !Object.hasOwn(part, step)) return undefined
    part = (part as Readonly<Record<string, unknown>>)[step]
  }
  return isScalar(part) ? String(part) : undefined
}

const isScalar = (part: unknown): part is string | number | boolean | null =>
  part === null || ['string', 'number', 'boolean'].includes(typeof part)

/** A finding at a key or value of a file that was read. */
export function findingAt(
  yaml: YamlFile,
  place: Readonly<{
    rule: string
    severity?: Severity
    pointer: string
    part?: Part
    says: string
    fix: string
    /** What would certainly be right there. */
    repair?: Repair | undefined
  }>,
): Finding {
  const { rule, severity = 'deny', pointer, part, says, fix, repair } = place
  const finding = { rule, severity, file: yaml.path, ...yaml.locate(pointer, part), pointer, says, fix }
  const source = repair === undefined ? undefined : yaml.source()
  const mend = repair && source && mendOf(source, pointer, repair)
  return mend === undefined ? finding : { ...finding, mend }
}
