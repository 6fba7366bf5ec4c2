import type { Command } from 'commander'
import { loadEstate } from '../git/working-tree.ts'
import { checkEstate } from '../review/check-estate.ts'
import { count } from '../review/words.ts'
import type { EstateFile } from '../tenant/estate-file.ts'
import { denies, type Finding } from '../tenant/finding.ts'
import { addEstateOptions, parsePaths, print, printJson, tell } from './estate-options.ts'
import { formatGitHub } from './format-github.ts'
import { formatSarif } from './format-sarif.ts'
import { formatFindings } from './format-text.ts'

type Format = 'text' | 'json' | 'sarif' | 'github'

export function addCheck(program: Command): void {
  addEstateOptions(
    program.command('check').argument('[path...]', 'files or folders; none: the whole estate'),
    ['text', 'json', 'sarif', 'github'],
  )
    .description('schema, compliance and capacity of the estate, or of some of its files')
    .addHelpText(
      'after',
      `
Capacity is always counted over the whole estate; with paths, only what concerns them is shown.
Exit status: 0 nothing denies, 1 something does, 2 it could not run.

Examples:
  landlord check
  landlord check tenants/acme-retail.yaml
  landlord check --format sarif > landlord.sarif`,
    )
    .action((paths: readonly string[], options: { repo: string; format: Format }) => check(paths, options))
}

function check(paths: readonly string[], { repo, format }: { repo: string; format: Format }): void {
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
  format: Format,
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
      if (findings.length > 0) print(formatFindings(findings, files))
      return
  }
}
