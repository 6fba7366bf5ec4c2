import type { EstateFile } from '../estate-file.ts'
import type { Finding, Severity } from '../finding.ts'
import { lazily } from '../once.ts'
import { pointerSteps } from '../pointer.ts'
import { offsetBehind } from './offset-behind.ts'
import { positionsIn } from './position.ts'
import { readText } from '../text-file.ts'
import { ruleFileLimits, type Limits } from './document.ts'
import { readYamlFully, type YamlFile } from './full.ts'
import { mendOf, type Repair } from '../mend/repair.ts'
import type { Part } from './node.ts'
import { plainPlaces, readPlainYaml } from './plain.ts'

export type { Position } from './position.ts'
export type { YamlFile } from './full.ts'

/**
 * Reads one YAML 1.2 document; never throws, never hangs. A file that is written the ordinary way is read fast, and
 * looked through for places once somebody asks for one; the full reader comes in for every other one, and to mend.
 */
export function readYaml(file: EstateFile, limits: Limits = ruleFileLimits): YamlFile {
  const read = readText(file, limits.bytes)
  if ('finding' in read) return readYamlFully(file, limits)
  const { text } = read
  const value = readPlainYaml(text, limits)
  if (value === undefined) return readYamlFully(file, limits)
  const positionOf = positionsIn(text)
  const places = lazily(() => plainPlaces(text, limits))
  const fully = lazily(() => readYamlFully(file, limits))
  return {
    path: file.path,
    value,
    findings: [],
    locate: (pointer, part = 'value') => positionOf(places().offsetOf(pointer, part)),
    locateText: (pointer, before = '') =>
      positionOf(offsetBehind(text, places().textOffsetOf(pointer), before)),
    // A tenant file that is read fast is written as JavaScript itself would write it; rules may say 0.60.
    sourceOf: (pointer) => (limits.terraform ? sourceOf(value, pointer) : places().sourceOf(pointer)),
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
