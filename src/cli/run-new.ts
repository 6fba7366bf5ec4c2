import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadEstate } from '../git/working-tree.ts'
import { checkEstate } from '../review/check-estate.ts'
import { denies } from '../tenant/finding.ts'
import { tenantPath } from '../tenant/layout.ts'
import { renderTenantFile } from '../tenant/new-tenant.ts'
import { parseTenant } from '../tenant/parse.ts'
import type { Settings } from '../tenant/settings/settings.ts'
import { parseSettings, settingsPath } from '../tenant/settings/file.ts'
import { UserError } from '../tenant/user-error.ts'
import type { EstateFile } from '../tenant/estate-file.ts'
import { askAnswers } from './ask-answers.ts'
import { print, tell } from './estate-options.ts'
import { formatFindings } from './format/text.ts'
import { answersOf } from './new-answers.ts'
import { paintStderr } from './format/paint.ts'
import { terminalAsker } from './terminal-asker.ts'

/** As commander hands them over; what is absent is asked for, or missing. */
export type NewOptions = Readonly<{
  repo: string
  name?: string
  tier?: string
  region?: string
  owner?: string
  businessUnit?: string
  costCenter?: string
  glCode?: string
  budget?: string
  currency?: string
  isolation?: string
  classification?: string
  categories?: string
  subjects?: string
  retentionDays?: string
  breach?: string
}>

export async function runNew(id: string | undefined, options: NewOptions): Promise<void> {
  const { repo, currency, isolation, ...given } = options
  const estate = loadEstate(repo)
  const settings = settingsOf(estate)
  if (id !== undefined) refuseExisting(repo, tenantPath(id))
  const isThere = process.stdin.isTTY && process.stderr.isTTY
  const typed = await askAnswers(
    { ...given, ...(id !== undefined && { id }) },
    settings,
    isThere ? terminalAsker : undefined,
  )
  const answers = answersOf(typed, { currency: currency ?? settings.currency, isolation })
  const file = asFile(tenantPath(answers.id), renderTenantFile(answers, settings))
  refuseExisting(repo, file.path)
  const { tenant, findings } = parseTenant(file, settings)
  if (tenant === undefined) {
    tell(formatFindings(findings, [file], paintStderr()))
    tell('Nothing was written.')
    process.exitCode = 1
    return
  }
  mkdirSync(join(repo, 'tenants'), { recursive: true })
  writeFileSync(join(repo, file.path), file.bytes, { flag: 'wx' })
  print(file.path)
  tellNext(file, [...estate, file])
}

/** What the rules say of it already, and the way to its pull request. */
function tellNext(file: EstateFile, estate: readonly EstateFile[]): void {
  const { findings } = checkEstate({ files: estate, on: new Date().toISOString() })
  const mine = findings.filter((finding) => finding.file === file.path)
  if (mine.length > 0) tell(`\n${formatFindings(mine, [file], paintStderr())}`)
  const id = file.path.slice('tenants/'.length, -'.yaml'.length)
  tell(`
Next:${mine.some(denies) ? `\n  mend ${file.path} until "landlord check ${file.path}" is content` : ''}
  git switch -c onboard-${id}
  git add ${file.path} && git commit -m "Onboard ${id}"
  landlord review --base main        what the pull request will be told
  git push -u origin onboard-${id}   and open the pull request`)
  if (mine.some(denies)) process.exitCode = 1
}

function settingsOf(estate: readonly EstateFile[]): Settings {
  const { settings, findings } = parseSettings(estate.find(({ path }) => path === settingsPath))
  if (settings !== undefined) return settings
  const [first] = findings
  throw new UserError(`The settings cannot be used: ${first?.says ?? 'no reason given'}`, {
    fix: first?.fix ?? 'Run "landlord check".',
  })
}

function refuseExisting(repo: string, path: string): void {
  if (!existsSync(join(repo, path))) return
  throw new UserError(`${path} is already there.`, { fix: 'Choose another id, or edit that file.' })
}

function asFile(path: string, text: string) {
  const bytes = new TextEncoder().encode(text)
  return { path, blob: '', mode: '100644', size: bytes.length, bytes } as const
}
