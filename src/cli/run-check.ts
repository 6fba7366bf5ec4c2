import { loadEstate } from '../git/working-tree.ts'
import { count } from '../review/comment/words.ts'
import type { EstateFile } from '../tenant/estate-file.ts'
import { denies, type Finding } from '../tenant/finding.ts'
import { checkAgain, checkAnew } from './checking/check-files.ts'
import { parsePaths, print, printJson, tell } from './estate-options.ts'
import { formatGitHub } from './format/github.ts'
import { formatSarif } from './format/sarif.ts'
import { formatFindings } from './format/text.ts'
import { paintStdout } from './format/paint.ts'
import { fixEstate } from './run-fix.ts'

type CheckFormat = 'text' | 'json' | 'sarif' | 'github'

export type CheckOptions = Readonly<{
  repo: string
  format: CheckFormat
  fix?: boolean
  dryRun?: boolean
  /** Whether what the last check came to may be used again. */
  cache: boolean
}>

export function runCheck(paths: readonly string[], { repo, format, fix, dryRun, cache }: CheckOptions): void {
  const isNamed = parsePaths(paths, repo) ?? (() => true)
  const now = new Date()
  const { files, check, mended } =
    fix === true || dryRun === true
      ? fixEstate(loadEstate(repo), { repo, on: now.toISOString(), isNamed, dryRun: dryRun === true })
      : { ...(cache ? checkAgain : checkAnew)(repo, now), mended: undefined }
  const named = {
    tenants: check.tenants.filter(({ path }) => isNamed(path)),
    // A rule that goes wrong with a tenant is that tenant's matter as well.
    findings: check.findings.filter(
      ({ file, concerns }) => isNamed(file) || concerns?.some(isNamed) === true,
    ),
    mended,
  }
  // A dry run has printed a difference, and nothing else belongs between its lines.
  if (dryRun !== true) printCheck(format, named, files)
  tell(summaryOf(named, dryRun === true))
  if (named.findings.some(denies)) process.exitCode = 1
}

type Checked = Readonly<{
  tenants: readonly EstateFile[]
  findings: readonly Finding[]
  /** Undefined: nothing was to be mended. */
  mended: readonly Finding[] | undefined
}>

function summaryOf({ tenants, findings, mended }: Checked, wouldBe: boolean): string {
  const errors = findings.filter(denies).length
  const rest = `${count(errors, 'error')}, ${count(findings.length - errors, 'warning')}`
  if (wouldBe) return `Then there would be: ${rest}.`
  const mendable = findings.filter(({ mend }) => mend !== undefined).length
  const hint = mendable === 0 || mended !== undefined ? '' : ` --fix mends ${mendable} of them.`
  return `${count(tenants.length, 'tenant')} checked: ${rest}.${hint}`
}

function printCheck(
  format: CheckFormat,
  { tenants, findings, mended }: Checked,
  files: readonly EstateFile[],
): void {
  switch (format) {
    case 'json':
      printJson({ tenants: tenants.length, findings, ...(mended !== undefined && { mended }) })
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
