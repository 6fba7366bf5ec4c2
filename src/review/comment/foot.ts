import { code } from '../../tenant/markdown.ts'
import type { Verdict } from '../verdict.ts'

/** Which commit and which rules the words above hold for. */
export function renderFoot({ pull, approvals }: Verdict): string {
  if (pull === undefined) return ''
  const digest =
    approvals.digest === '' || approvals.seats.length === 0
      ? ''
      : ` · evidence ${code(approvals.digest.slice(0, 12))}`
  const at = code(pull.headSha.slice(0, 7))
  const rules = `${code(pull.baseRef)} at ${code(pull.baseSha.slice(0, 7))}`
  return `<sub>Holds for ${at}, under the rules of ${rules}${digest}</sub>`
}
