import type { Finding, Severity } from '../../tenant/finding.ts'
import { clean } from '../../tenant/markdown.ts'

/** Workflow commands: a job that prints them puts each finding into the margin of the file. */
export const formatGitHub = (findings: readonly Finding[]): string =>
  findings
    .map(({ severity, file, line, column, rule, says, fix }) => {
      const place = `file=${property(file)},line=${line},col=${column},title=${property(rule)}`
      return `::${commands[severity]} ${place}::${data(`${clean(says, 2000)} ${clean(fix, 2000)}`)}`
    })
    .join('\n')

const commands: Readonly<Record<Severity, string>> = { deny: 'error', warn: 'warning', info: 'notice' }

const data = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
