import type { Approvers } from '../approvals/approvers.ts'
import type { Delegation } from '../approvals/delegation.ts'
import { delegationsPath, parseDelegations } from '../approvals/parse-delegations.ts'
import { parseApprovers } from '../approvals/parse-approvers.ts'
import { exchangeRatesPath, parseExchangeRates, type ExchangeRates } from '../cost/exchange-rates.ts'
import { parseGuardrails, type Guardrail } from '../cost/guardrail.ts'
import { parsePriceBook, pricesPath, type PriceBook } from '../cost/price-book.ts'
import { parsePolicies } from '../policy/parse-policies.ts'
import type { Policy } from '../policy/policy.ts'
import { runRuleTests } from '../policy/run-rule-tests.ts'
import { isRulePath, rulesFolder, type EstateFile, type FileChange } from '../tenant/estate-file.ts'
import { denies, type Finding } from '../tenant/finding.ts'
import type { Settings } from '../tenant/settings/settings.ts'
import { parseSettings, settingsPath } from '../tenant/settings/file.ts'
import { guardSections } from './cost/guard-sections.ts'

export const approversPath = `${rulesFolder}APPROVERS`

/** The rules of an estate; undefined where a file is broken, since half of the rules are no rules. */
export type Rules = Readonly<{
  settings: Settings
  approvers: Approvers
  /** Who stands in for whom; most are over or still to come. */
  delegations: readonly Delegation[]
  policies: readonly Policy[]
  /** Undefined in an estate that prices nothing. */
  prices: Prices | undefined
  /** Those that open seats are in the conditions of `approvers` already. */
  guardrails: readonly Guardrail[]
}>

export type Prices = Readonly<{ book: PriceBook; rates: ExchangeRates }>

export type ReadRules = Readonly<{ rules: Rules | undefined; findings: readonly Finding[] }>

/**
 * The same files are read once: a blob id names its content, and what was parsed is never changed. All that this
 * remembers is time, so it stays a pure function; a service reads the rules of few estates at a time.
 */
export function readRules(files: readonly EstateFile[]): ReadRules {
  const key = files
    .map(({ path, blob, mode, bytes }) => `${mode} ${blob} ${bytes?.length ?? '-'} ${path}`)
    .join('\n')
  const known = recent.get(key)
  const read = known ?? parseRules(files)
  recent.delete(key)
  recent.set(key, read)
  const [oldest] = recent.keys()
  if (recent.size > kept && oldest !== undefined) recent.delete(oldest)
  return read
}

const kept = 32
/** The first key is the one not used for longest. */
const recent = new Map<string, ReadRules>()

function parseRules(files: readonly EstateFile[]): ReadRules {
  const at = (path: string) => files.find((file) => file.path === path)
  const settings = parseSettings(at(settingsPath))
  const approversFile = at(approversPath)
  const approvers = approversFile === undefined ? undefined : parseApprovers(approversFile)
  const delegations = parseDelegations(at(delegationsPath))
  const policies = parsePolicies(files)
  const prices = readPrices(at(pricesPath), at(exchangeRatesPath))
  const { guardrails, findings: flaws } = parseGuardrails(
    at(settingsPath),
    settings.settings?.guardrails ?? [],
  )
  const guarded = approvers && guardSections(approvers.approvers, guardrails)
  const findings = [
    ...settings.findings,
    ...flaws,
    // A broken APPROVERS has lost sections, and says so itself.
    ...(approvers?.findings.some(denies) === true ? [] : (guarded?.findings ?? [])),
    ...(approvers?.findings ?? [noApprovers]),
    ...delegations.findings,
    ...policies.findings,
    ...prices.findings,
  ]
  if (findings.some(denies) || settings.settings === undefined || guarded === undefined)
    return { rules: undefined, findings }
  return {
    rules: {
      settings: settings.settings,
      approvers: guarded.approvers,
      delegations: delegations.delegations ?? [],
      policies: policies.policies,
      prices: prices.prices,
      guardrails,
    },
    findings,
  }
}

function readPrices(
  bookFile: EstateFile | undefined,
  ratesFile: EstateFile | undefined,
): Readonly<{ prices: Prices | undefined; findings: readonly Finding[] }> {
  const { book, findings } =
    bookFile === undefined ? { book: undefined, findings: [] } : parsePriceBook(bookFile)
  // An estate that prices in its own currency needs no rates.
  const rates = ratesFile === undefined ? { rates: [], findings: [] } : parseExchangeRates(ratesFile)
  return {
    prices: book === undefined || rates.rates === undefined ? undefined : { book, rates: rates.rates },
    findings: [...findings, ...rates.findings],
  }
}

/** The rules as they would be once the change is in, with the tests that stand beside them. */
export function readChangedRules(inForce: readonly EstateFile[], changes: readonly FileChange[]): ReadRules {
  if (!changes.some(({ path }) => isRulePath(path))) return { rules: undefined, findings: [] }
  const { rules, findings } = readRules(rulesAfter(inForce, changes))
  const tests = rules === undefined ? [] : runRuleTests(rules.policies, rules.settings).findings
  return { rules, findings: [...findings, ...tests] }
}

/** The rule files once the change is in. */
export function rulesAfter(
  inForce: readonly EstateFile[],
  changes: readonly FileChange[],
): readonly EstateFile[] {
  const changed = changes.filter(({ path }) => isRulePath(path))
  const paths = new Set(changed.map(({ path }) => path))
  return [...inForce.filter(({ path }) => !paths.has(path)), ...changed.flatMap(({ after }) => after ?? [])]
}

const noApprovers: Finding = {
  rule: 'approvers/missing',
  severity: 'deny',
  file: approversPath,
  line: 1,
  column: 1,
  pointer: '',
  says: 'The estate has no APPROVERS file, so nobody knows who must say yes.',
  fix: `Add \`${approversPath}\` to the base branch; \`landlord init\` writes one.`,
}
