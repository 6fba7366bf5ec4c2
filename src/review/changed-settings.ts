import { judgeRegions } from '../policy/judge-regions.ts'
import type { Finding } from '../tenant/finding.ts'
import { locateFindings } from '../tenant/locate-findings.ts'
import { settingsPath } from '../tenant/settings/file.ts'
import type { ReviewInput } from './input.ts'
import { readChangedRules, rulesAfter } from './read-rules.ts'

/** What whoever edits the settings is reminded of: regions whose standing nobody has looked at for long; one for all. */
export function changedSettingsFindings(input: ReviewInput): readonly Finding[] {
  const { rules, files, on, today = on } = input
  if (!files.some(({ path }) => path === settingsPath)) return []
  const after = readChangedRules(rules, files).rules
  const [first, ...more] = after === undefined ? [] : judgeRegions(after.settings, today.slice(0, 10))
  if (first === undefined) return []
  const others =
    more.length === 0
      ? ''
      : `; so ${more.length === 1 ? 'was 1 other' : `were ${more.length} others`}, more than half a year ago`
  const one = { ...first, says: `${first.says.replace(/\.$/, '')}${others}.` }
  return locateFindings([one], rulesAfter(rules, files))
}
