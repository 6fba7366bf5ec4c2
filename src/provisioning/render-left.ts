import { code, text } from '../tenant/markdown.ts'
import type { Operation } from './operation.ts'

/** What a person who has to look will find: addresses of Terraform's state, and what was looked for by name. */
export function renderLeft({ state, rollbackResult, purgeResult }: Operation): string {
  const left = [...new Set((purgeResult ?? rollbackResult)?.left ?? [])]
  if (state !== 'QUARANTINED' || left.length === 0) return ''
  const more = left.length > shown ? [`- and ${left.length - shown} more`] : []
  const lines = left.slice(0, shown).map((one) => `- ${isAddress(one) ? code(one) : text(one)}`)
  return [`**What is left** (${left.length})`, '', ...lines, ...more].join('\n')
}

const isAddress = (one: string): boolean => /^[\w.[\]"-]+\.[\w.[\]"-]+$/.test(one)

const shown = 100
