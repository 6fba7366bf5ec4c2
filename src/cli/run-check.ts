import { loadEstate } from '../git/working-tree.ts'
import { checkEstate } from '../review/check-estate.ts'
import { count } from '../review/words.ts'
import type { EstateFile } from '../tenant/estate-file.ts'
import { denies, type Finding } from '../tenant/finding.ts'
import { parsePaths, print, printJson, tell } from './estate-options.ts'
import { formatGitHub } from './format-github.ts'
import { formatSarif } from './format-sarif.ts'
import { formatFindings } from './format-text.ts'
import { paintStdout } from './paint.ts'

type CheckFormat = 'text' | 'json' | 'sarif' | 'github'

export type CheckOptions = Readonly<{ repo: string; format: CheckFormat }>

export function runCheck(paths: readonly string[], { repo, format }: CheckOptions): void {
  const isNamed = parsePaths(paths, repo) ?? (() => true)
  const files = loadEstate(repo)
  const { tenants, findings } = checkEstate({ files, on: new Date().toISOString() })
  const named = {
    tenants: tenants.filter(({ path }) => isNamed(path)),
    findings: findings.filter(({ file }) => isNamed(file)),
  }
  printCheck(format, named, files)
  const errors = named.findings.filter(denies).length
  const others = named.findings.length - errors
  tell(
    `${count(named.tenants.length, 'tenant')} checked: ${count(errors, 'error')}, ${count(others, 'warning')}.`,
  )
  if (errors > 0) process.exitCode = 1
}

function printCheck(
  format: CheckFormat,
  { tenants, findings }: { tenants: readonly EstateFile[]; findings: readonly Finding[] },
  files: readonly EstateFile[],
): void {
  switch (format) {
    case 'json':
      printJson({ tenants: tenants.length, findings })
      return
    case 'sarif':
      print(formatSarif(findings))
      return
    case 'github':
      if (findings.length > 0) print(formatGitHub(findings))
      return
    case 'text':
      if (findings.length > 0) print(formatFindings(findings, files, paintStdout()))
      return
  }
}
