import tenantSchema from '../../schemas/tenant.schema.json' with { type: 'json' }
import type { Currency } from '../tenant/money.ts'
import type { Answers } from '../tenant/new-tenant.ts'
import type { DataProfile, IsolationMode } from '../tenant/tenant.ts'
import type { Question, QuestionKey, Typed } from './new-questions.ts'
import { parseAmount } from './parse-amount.ts'

/** Why this cannot be an answer, as an editor would say it; undefined when it can. */
export function problemOf({ key, choices }: Question, typed: string): string | undefined {
  if (choices !== undefined) return undefined
  if (key === 'budget') return parseAmount(typed) === undefined ? 'write it like 600000 or 6 lakh' : undefined
  if (key === 'retentionDays')
    return /^[1-9]\d{0,4}$/.test(typed) ? undefined : 'write a number of days, up to 99999'
  if (key === 'subjects')
    return listOf(typed).every((place) => /^[A-Z]{2}$/.test(place))
      ? undefined
      : 'write two-letter codes in capitals, with commas between'
  if (typed.trim() === '') return 'it cannot be empty'
  const { pattern, patternErrorMessage, maxLength } = shapes[key] ?? {}
  if (maxLength !== undefined && typed.length > maxLength) return `it has at most ${maxLength} characters`
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(typed))
    return patternErrorMessage ?? 'it does not have the form that the schema wants'
  return undefined
}

/** The typed words as answers. Amounts and numbers have been looked at; all else the schema judges. */
export function answersOf(
  typed: Typed,
  preset: Readonly<{ currency: string; isolation: string | undefined }>,
): Answers {
  const { id = '', name = '', tier = '', region = '', owner = '', classification = '' } = typed
  const { businessUnit = '', costCenter = '', glCode = '', budget = '', retentionDays } = typed
  return {
    ...{ id, name, tier, region, owner, businessUnit, costCenter, glCode },
    budget: parseAmount(budget) ?? '',
    currency: preset.currency as Currency,
    isolation: (preset.isolation ?? 'bridge') as IsolationMode,
    classification: classification as DataProfile['classification'],
    categories: listOf(typed.categories) as DataProfile['categories'],
    subjects: listOf(typed.subjects),
    retentionDays: retentionDays === undefined ? undefined : Number(retentionDays),
    breach: typed.breach,
  }
}

/** `a, b` → two words; `none` and nothing → no word. */
export const listOf = (typed = ''): readonly string[] =>
  typed
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '' && word !== 'none')

type Shape = Readonly<{ pattern?: string; patternErrorMessage?: string; maxLength?: number }>

const { id, name, owner, businessUnit, costCenter, glCode } = tenantSchema.properties
const shapes: Readonly<Partial<Record<QuestionKey, Shape>>> = {
  ...{ id, name, owner, businessUnit, costCenter, glCode },
  breach: owner,
}
