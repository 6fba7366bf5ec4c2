import type { Finding, Severity } from '../tenant/finding.ts'
import { clean } from '../tenant/markdown.ts'

/** SARIF 2.1.0, as code-scanning tools read it. */
export function formatSarif(findings: readonly Finding[]): string {
  const rules = [...new Set(findings.map(({ rule }) => rule))].sort()
  const run = {
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
            artifactLocation: { uri: encodeURI(finding.file), uriBaseId: '%SRCROOT%' },
            region: { startLine: finding.line, startColumn: finding.column },
          },
        },
      ],
    })),
  }
  const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] }
  return JSON.stringify(log, undefined, 2)
}

const levels: Readonly<Record<Severity, string>> = { deny: 'error', warn: 'warning', info: 'note' }
