import type { ArtifactLocation, Fix, Log, Result, Run } from 'sarif'
import type { Finding, Severity } from '../../tenant/finding.ts'
import { clean } from '../../tenant/markdown.ts'
import type { Mend } from '../../tenant/mend/mend.ts'

/** SARIF 2.1.0, as code-scanning tools read it; its published types hold the log to the standard. */
export function formatSarif(findings: readonly Finding[]): string {
  const rules = [...new Set(findings.map(({ rule }) => rule))].sort()
  const run: Run = {
    tool: {
      driver: {
        name: 'landlord',
        informationUri: 'https://github.com/landlord-app/landlord',
        rules: rules.map((id) => ({ id, shortDescription: { text: id } })),
      },
    },
    columnKind: 'utf16CodeUnits',
    results: findings.map((finding) => ({
      ruleId: finding.rule,
      ruleIndex: rules.indexOf(finding.rule),
      level: levels[finding.severity],
      message: { text: `${clean(finding.says, 2000)} ${clean(finding.fix, 2000)}` },
      locations: [
        {
          physicalLocation: {
            artifactLocation: locationOf(finding.file),
            region: { startLine: finding.line, startColumn: finding.column },
          },
        },
      ],
      ...(finding.mend !== undefined && { fixes: [fixOf(finding, finding.mend)] }),
    })),
  }
  const log: Log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] }
  return JSON.stringify(log, undefined, 2)
}

const locationOf = (file: string): ArtifactLocation => ({ uri: encodeURI(file), uriBaseId: '%SRCROOT%' })

/** Made together or not at all; SARIF's end column is, as ours, the first one that stays. */
const fixOf = ({ file, fix }: Finding, mend: Mend): Fix => ({
  description: { text: clean(fix, 2000) },
  artifactChanges: [
    {
      artifactLocation: locationOf(file),
      replacements: mend.map(({ line, column, endLine, endColumn, text }) => ({
        deletedRegion: { startLine: line, startColumn: column, endLine, endColumn },
        insertedContent: { text },
      })),
    },
  ],
})

const levels: Readonly<Record<Severity, Result.level>> = { deny: 'error', warn: 'warning', info: 'note' }
