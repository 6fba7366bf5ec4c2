import type { ErrorObject, ValidateFunction } from 'ajv'
import type { Finding } from './finding.ts'
import { mendOf, quoted, type Repair } from './mend/repair.ts'
import type { YamlFile } from './yaml/file.ts'

/**
 * What one YAML reader takes for a text and another for something else is certain to mend where the schema says which
 * of the two it has to be: `[NO]` is Norway, `atRest: yes` is true.
 */
export function mendAmbiguous(yaml: YamlFile, validate: ValidateFunction): readonly Finding[] {
  if (!yaml.findings.some(({ rule }) => rule === 'yaml/ambiguous')) return yaml.findings
  const errors = validate(yaml.value) ? [] : (validate.errors ?? [])
  return yaml.findings.map((finding) => {
    const { rule, pointer } = finding
    const source = yaml.source()
    if (rule !== 'yaml/ambiguous' || source === undefined) return finding
    const written = yaml.sourceOf(pointer) ?? ''
    const repair = repairOf(
      written,
      errors.filter(({ instancePath }) => instancePath === pointer),
    )
    const mend = repair && mendOf(source, pointer, repair)
    return mend === undefined ? finding : { ...finding, mend }
  })
}

function repairOf(written: string, errors: readonly ErrorObject[]): Repair | undefined {
  if (errors.length === 0) return { do: 'write', yaml: quoted(written) }
  const [error] = errors
  if (error?.keyword !== 'type' || error.params.type !== 'boolean') return undefined
  if (/^(y|yes|on)$/i.test(written)) return { do: 'write', yaml: 'true' }
  return /^(n|no|off)$/i.test(written) ? { do: 'write', yaml: 'false' } : undefined
}
