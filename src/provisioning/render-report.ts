import { clean, code, table, text } from '../tenant/markdown.ts'
import { checkNames, type CheckResult } from '../verification/check.ts'
import { isStanding, type Operation, type OperationState } from './operation.ts'
import { renderLeft } from './render-left.ts'
import { renderNext } from './render-next.ts'
import { renderSkipped } from './render-skipped.ts'
import { renderTimeline } from './render-timeline.ts'
import { renderTimes } from './render-times.ts'
import { losesData } from './resource-change.ts'
import type { RunResult } from './result.ts'

/** The comment that follows one operation on the pull request that brought it; edited in place. */
export type ReportComment = Readonly<{ marker: string; body: string; create: true }>

/** GitHub takes 65 536 characters; the rest is room for what it adds itself. */
const maxCharacters = 60_000

export function renderReport(operation: Operation): ReportComment {
  const marker = `<!-- landlord:provisioning ${operation.id} -->`
  const sections = (addresses: number): string =>
    [
      `${marker}\n### ${headline(operation)}`,
      operation.reason === undefined ? '' : `**Why:** ${text(operation.reason, 600)}`,
      renderRight(operation),
      renderChecks(operation),
      renderResources(operation, addresses),
      renderExport(operation),
      renderLeft(operation),
      renderNotes(operation),
      isStanding(operation.state) ? renderTimes(operation) : '',
      renderNext(operation),
      renderTimeline(operation),
      renderFoot(operation),
    ]
      .filter((section) => section !== '')
      .join('\n\n') + '\n'
  const whole = sections(60)
  return { marker, body: whole.length <= maxCharacters ? whole : sections(0), create: true }
}

function headline({ state, tenant, kind, lastGoodSha, held, movesFrom }: Operation): string {
  const name = code(tenant)
  const doing = kind === 'onboard' ? 'being set up' : 'being changed'
  const says: Readonly<Record<OperationState, string>> = {
    QUEUED: `🕓 ${name} waits for its turn`,
    DISPATCHED: `🚚 ${name} is about to be provisioned`,
    APPLYING: `🏗️ ${name} is ${doing}`,
    CONFIGURING: `🏗️ ${name} is ${doing}: database, roles and schema`,
    COPYING: `📦 ${name} takes over the data of ${code(movesFrom ?? '')}`,
    VERIFYING: `🔎 ${name} is being verified`,
    ACTIVE: `✅ ${name} is active`,
    UNKNOWN: `❔ ${name}: the run was lost, and is tried again`,
    ROLLING_BACK: `↩️ ${name} failed and is being rolled back`,
    ROLLED_BACK:
      lastGoodSha === undefined
        ? `↩️ ${name} failed; everything it had created is gone`
        : `↩️ ${name} failed; it is back as it was before`,
    REVERT_PR: `↩️ ${name} failed and was rolled back; a revert pull request is open`,
    REVERTED: `↩️ ${name} failed and was rolled back; the estate says so too`,
    QUARANTINED: `🛑 ${name} needs a person`,
    SUSPENDED: `⏸️ ${name} is suspended`,
    RETIRING: `📦 ${name} is being exported`,
    GRACE: `⏳ ${name} is retired, exported, and kept for a while`,
    PURGING: `🗑️ ${name} is being deleted for good`,
    PURGED: `🗑️ ${name} is gone`,
    INSPECTED: `🔎 ${name} was looked at`,
    UNAUTHORISED:
      held === undefined
        ? `🚨 ${name} came past the gate and is not provisioned`
        : `✋ ${name}: the plan ${held.some(losesData) ? 'would lose data' : 'is not the one that was reviewed'}, and waits for a yes`,
  }
  return says[state]
}

/** Who was passed over, or who answers for it. */
function renderRight({ state, authority, skipped, held, mayLose }: Operation): string {
  if (authority?.by === 'break-glass')
    return `**The glass was broken** by ${code(authority.login)}: ${text(authority.reason, 600)}`
  if (mayLose !== undefined) return `**What was held was agreed to** by ${code(mayLose.login)}.`
  if (state !== 'UNAUTHORISED') return ''
  if (held !== undefined)
    return table(
      ['What is held', 'How', 'Why'],
      held
        .slice(0, 20)
        .map((change) => [
          code(change.address),
          change.action,
          losesData(change) ? 'it holds data' : 'the review did not show it',
        ]),
    )
  if (skipped.length === 0)
    return 'The rules would have asked nobody; all the same it has to be decided first.'
  return `**Who was not asked**\n\n${renderSkipped(skipped)}`
}

function renderChecks({ result, rollbackResult, lastGoodSha }: Operation): string {
  const again = lastGoodSha === undefined ? undefined : rollbackResult
  const blocks = [checksOf(result, ''), checksOf(again, ' after the rollback')]
  return blocks.filter((block) => block !== '').join('\n\n')
}

function checksOf(result: RunResult | undefined, when: string): string {
  if (result === undefined || result.checks.length === 0) return ''
  const rows = checkNames.map((name) => {
    const check = result.checks.find((candidate) => candidate.check === name)
    return [
      check === undefined ? '➖' : signs[check.outcome],
      words(name),
      check === undefined ? 'no result' : seen(check),
    ]
  })
  const passed = result.checks.filter(({ outcome }) => outcome === 'pass').length
  return `**Verification${when}: ${passed} of ${checkNames.length} checks pass**\n\n${table(['', 'Check', 'What was seen'], rows)}`
}

const signs: Readonly<Record<CheckResult['outcome'], string>> = {
  pass: '✅',
  fail: '❌',
  error: '⚠️',
  'not-built': '➖',
}

function seen({ outcome, expects, evidence }: CheckResult): string {
  const shown = evidence.slice(0, 5).map((line) => text(line))
  switch (outcome) {
    case 'pass':
      return shown.join('<br>')
    case 'not-built':
      return ['not checked', ...shown].join('<br>')
    case 'fail':
      return [`expected: ${text(expects)}`, ...shown].join('<br>')
    case 'error':
      return ['could not be checked', ...shown].join('<br>')
  }
}

/** `jwt-authentication` → `JWT authentication`. */
const words = (name: string): string =>
  (name.charAt(0).toUpperCase() + name.slice(1).replaceAll('-', ' ')).replace(/^Jwt/, 'JWT')

function renderResources({ result, rollbackResult }: Operation, addresses: number): string {
  const lines = [
    countsOf(result, 'Resources'),
    countsOf(rollbackResult, 'Rollback'),
    ...(addresses === 0 ? [] : [addressesOf(result, addresses)]),
  ]
  return lines.filter((line) => line !== '').join('\n\n')
}

function countsOf(result: RunResult | undefined, title: string): string {
  if (result === undefined) return ''
  const { created, changed, destroyed } = result.resources
  return `**${title}:** ${created.length} created · ${changed.length} changed · ${destroyed.length} destroyed`
}

function addressesOf(result: RunResult | undefined, limit: number): string {
  const { created = [], changed = [], destroyed = [] } = result?.resources ?? {}
  const all = [
    ...created.map((address) => `- created ${code(address)}`),
    ...changed.map((address) => `- changed ${code(address)}`),
    ...destroyed.map((address) => `- destroyed ${code(address)}`),
  ]
  if (all.length === 0) return ''
  const more = all.length > limit ? [`- and ${all.length - limit} more`] : []
  const lines = [...all.slice(0, limit), ...more]
  return `<details><summary>Which ones</summary>\n\n${lines.join('\n')}\n\n</details>`
}

function renderNotes({ result, rollbackResult }: Operation): string {
  const notes = [...new Set([...(result?.notes ?? []), ...(rollbackResult?.notes ?? [])])].slice(0, 10)
  return notes.length === 0 ? '' : `**Left out:** ${notes.map((note) => text(note)).join(' ')}`
}

/** What came, what was kept, and what is known to be gone. */
function renderExport({ result, purgeResult, retirement }: Operation): string {
  const [came, kept] = [result?.copy, result?.export]
  return [
    ...(came === undefined
      ? []
      : [
          `**Copied** from ${code(came.from)}, and found the same there and here: ${came.rows} rows, ${came.vectors} vectors elsewhere, ${came.objects} objects, ${came.bytes} bytes; the digests are in ${code(came.place)}`,
        ]),
    ...(kept === undefined
      ? []
      : [
          `**Export:** ${kept.files} files, ${kept.rows} rows, ${kept.bytes} bytes in ${code(kept.place)}; SHA-256 of its manifest ${code(kept.manifest)}`,
        ]),
    ...(retirement?.approvals ?? []).map(
      ({ login, at }) => `- ${code(login)} said yes to the purge on ${at.slice(0, 10)}`,
    ),
    ...(purgeResult?.evidence ?? []).map((line) => `- ${text(line)}`),
  ].join('\n')
}

function renderFoot({ id, sha, runUrl, attempt }: Operation): string {
  const run =
    runUrl === undefined || !/^https?:\/\/[\w.:/-]+$/.test(runUrl)
      ? ''
      : ` · [workflow run](${clean(runUrl, 500)})`
  const tries = attempt > 1 ? ` · attempt ${attempt}` : ''
  return `<sub>operation ${code(id)} · commit ${code(sha.slice(0, 12))}${run}${tries}</sub>`
}
