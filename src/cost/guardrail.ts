import { compileCondition, type Condition, type SourcePlace } from '../expression/condition.ts'
import type { EstateFile } from '../tenant/estate-file.ts'
import type { Finding } from '../tenant/finding.ts'
import { quote } from '../tenant/yaml/quote.ts'
import type { GuardrailSetting } from '../tenant/settings/settings.ts'
import { findingAt, readYaml, type Position } from '../tenant/yaml/file.ts'

/** A checked condition on what a change costs, and what follows where it holds or cannot be decided. */
export type Guardrail = Readonly<{
  name: string
  condition: Condition
  /** Where it is written. */
  place: SourcePlace
  then: Readonly<{ kind: 'deny' | 'warn' }> | Readonly<{ kind: 'seat'; seat: string; seatPlace: Position }>
}>

/** Reads the conditions of the settings; every flaw denies, since a guardrail that is not there holds nothing. */
export function parseGuardrails(
  file: EstateFile | undefined,
  settings: readonly GuardrailSetting[],
): Readonly<{ guardrails: readonly Guardrail[]; findings: readonly Finding[] }> {
  if (file === undefined || settings.length === 0) return { guardrails: [], findings: [] }
  const yaml = readYaml(file)
  const findings: Finding[] = []
  const wrong = (pointer: string, says: string, fix: string): void => {
    findings.push(findingAt(yaml, { rule: 'settings/guardrail', pointer, says, fix }))
  }
  const guardrails = settings.flatMap(({ name, when, then, seat }, index): readonly Guardrail[] => {
    const pointer = `/guardrails/${index}`
    if (settings.findIndex((one) => one.name === name) < index)
      wrong(
        `${pointer}/name`,
        `There is already a guardrail ${quote(name)}.`,
        'Give one of them another name.',
      )
    if (then === 'seat' && seat === undefined)
      wrong(
        `${pointer}/then`,
        `The guardrail ${quote(name)} does not say which seat it opens.`,
        'Add `seat:` with the name of a section of APPROVERS.',
      )
    if (then !== 'seat' && seat !== undefined)
      wrong(
        `${pointer}/seat`,
        `The guardrail ${quote(name)} asks nobody, so it opens no seat.`,
        'Write `then: seat`, or remove `seat`.',
      )
    const place = { file: file.path, ...yaml.locateText(`${pointer}/when`), pointer: `${pointer}/when` }
    const compiled = compileCondition(when, place, (before) => yaml.locateText(`${pointer}/when`, before))
    if (!compiled.ok) {
      findings.push(compiled.finding)
      return []
    }
    const { condition } = compiled
    if (then !== 'seat') return [{ name, condition, place, then: { kind: then } }]
    return seat === undefined
      ? []
      : [
          {
            ...{ name, condition, place },
            then: { kind: 'seat', seat, seatPlace: yaml.locate(`${pointer}/seat`) },
          },
        ]
  })
  return { guardrails, findings }
}
