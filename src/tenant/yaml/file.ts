import type { EstateFile } from '../estate-file.ts'
import type { Finding, Severity } from '../finding.ts'
import { lazily } from '../once.ts'
import { offsetBehind } from './offset-behind.ts'
import { positionsIn } from './position.ts'
import { readText } from '../text-file.ts'
import { ruleFileLimits, type Limits } from './document.ts'
import { readYamlFully, type YamlFile } from './full.ts'
import { mendOf, type Repair } from '../mend/repair.ts'
import type { Part } from './node.ts'
import { plainPlaces, readPlainYaml } from './plain.ts'
import { keepValue, sourceIn, valueAgain, type KeptValue } from './written.ts'

export type { Position } from './position.ts'
export type { YamlFile } from './full.ts'
export type { KeptValue } from './written.ts'

/**
 * Reads one YAML 1.2 document; never throws, never hangs. A file that is written the ordinary way is read fast, and
 * looked through for places once somebody asks for one; the full reader comes in for every other one, and to mend.
 */
export function readYaml(file: EstateFile, limits: Limits = ruleFileLimits): YamlFile {
  const read = readText(file, limits.bytes)
  if ('finding' in read) return readYamlFully(file, limits)
  const { text } = read
  const known = limits.terraform ? undefined : sound.get(file)
  const value = known ?? readPlainYaml(text, limits)
  if (value === undefined) return readYamlFully(file, limits)
  if (!limits.terraform) values.set(file, value)
  const positionOf = positionsIn(text)
  const places = lazily(() => plainPlaces(text, limits))
  const fully = lazily(() => readYamlFully(file, limits))
  return {
    path: file.path,
    value,
    findings: [],
    isSound: known !== undefined,
    locate: (pointer, part = 'value') => positionOf(places().offsetOf(pointer, part)),
    locateText: (pointer, before = '') =>
      positionOf(offsetBehind(text, places().textOffsetOf(pointer), before)),
    sourceOf: (pointer) => sourceIn(value, pointer),
    source: () => fully().source(),
  }
}

/** Of rule files that were read fast. */
const values = new WeakMap<EstateFile, unknown>()

/** Of rule files against which their schemas have nothing. */
const sound = new WeakMap<EstateFile, unknown>()

/** What a rule file was found to hold, for another process; undefined if it was not read, or not fast. */
export function keptOf(file: EstateFile): KeptValue | undefined {
  const value = values.get(file)
  return value === undefined ? undefined : keepValue(value)
}

/** Tells what a rule file of the same content was found to hold, and that its schema had nothing against it. */
export const knowSound = (file: EstateFile, kept: KeptValue): void => {
  sound.set(file, valueAgain(kept))
}

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
