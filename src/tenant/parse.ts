import { mendAmbiguous } from './ambiguous.ts'
import type { Declaration } from './declaration.ts'
import { declarationFindings } from './declaration-findings.ts'
import type { EstateFile } from './estate-file.ts'
import { denies, type Finding } from './finding.ts'
import { parseMoney } from './money.ts'
import { resolveDeclaration } from './resolve-declaration.ts'
import { sameAsTierFindings } from './mend/same-as-tier.ts'
import { schemaFindings } from './schema-findings.ts'
import type { Settings } from './settings/settings.ts'
import type { Tenant } from './tenant.ts'
import { fieldsAreSound } from './sound-fields.ts'
import { tenantValidator } from './tenant-validator.ts'
import { versionFinding } from './file-version.ts'
import { tenantFileLimits } from './yaml/document.ts'
import { readYaml, type YamlFile } from './yaml/file.ts'

export type ParsedTenant = Readonly<{ tenant: Tenant | undefined; findings: readonly Finding[] }>

/** Reads a tenant file, says everything that is wrong with it, and fills in what the tier brings. */
export function parseTenant(file: EstateFile, settings: Settings): ParsedTenant {
  const yaml = readYaml(file, tenantFileLimits)
  if (yaml.value === undefined) return { tenant: undefined, findings: yaml.findings }
  const other = versionFinding(yaml)
  // What its fields should be is for its own version to say.
  if (other !== undefined) return { tenant: undefined, findings: [...yaml.findings, other] }
  const findings =
    yaml.findings.length === 0 && fieldsAreSound(yaml, settings)
      ? []
      : [...mendAmbiguous(yaml, tenantValidator()), ...fieldFindings(yaml, settings)].toSorted(
          (a, b) => a.line - b.line || a.column - b.column,
        )
  if (findings.some(denies)) return { tenant: undefined, findings }
  // The amount as it is written: no float ever stands between the requester and the threshold.
  const declared = yaml.value as Declaration
  const amount = parseMoney(yaml.sourceOf('/budget/amount') ?? '', declared.budget.currency)
  if (amount === undefined) throw new Error('The amount passed the check and is not money.')
  return {
    tenant: resolveDeclaration(declared, { amount, settings }),
    findings: [...findings, ...sameAsTierFindings(yaml, declared, settings)],
  }
}

/** Of two complaints about one value the settings' is kept: it knows what would be right. */
function fieldFindings(yaml: YamlFile, settings: Settings): readonly Finding[] {
  const shape = schemaFindings(tenantValidator, yaml)
  const fields = declarationFindings(yaml, settings)
  const refused = new Set(fields.filter(denies).map(({ pointer }) => pointer))
  const misshapen = new Set(shape.map(({ pointer }) => pointer))
  return [
    ...shape.filter(({ pointer }) => !refused.has(pointer)),
    ...fields.filter((finding) => denies(finding) || !misshapen.has(finding.pointer)),
  ]
}
