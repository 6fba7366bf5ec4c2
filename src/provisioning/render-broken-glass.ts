import { code, text } from '../tenant/markdown.ts'
import type { Operation } from './operation.ts'
import type { ReportComment } from './render-report.ts'
import { renderSkipped } from './render-skipped.ts'

type Broken = Readonly<{ login: string; reason: string; reviewBy: string }>

/** The record of it where everybody sees it, and the question to those who were passed over. They are mentioned. */
export function renderBrokenGlass(
  { id, tenant, skipped }: Operation,
  { login, reason, reviewBy }: Broken,
): ReportComment {
  const marker = `<!-- landlord:break-glass ${id} -->`
  const until = `${reviewBy.slice(0, 16).replace('T', ' ')} UTC`
  const asked = [...new Set(skipped.flatMap(({ approvers }) => approvers))].filter(isMentionable)
  const parts = [
    `${marker}\n### 🧨 ${code(login)} broke the glass for ${code(tenant)}`,
    `> ${text(reason, 600)}`,
    'It is provisioned now although nobody had decided on it. Who did this, when and why is kept in the registry.',
    skipped.length === 0
      ? 'The rules would have asked nobody for it.'
      : `**Review it afterwards, until ${until}:** ${asked.join(', ')}. If it must not stay, open a pull request that takes it back.\n\n${renderSkipped(skipped)}`,
    `<sub>operation ${code(id)}</sub>`,
  ]
  return { marker, body: parts.join('\n\n') + '\n', create: true }
}

/** A person or a team of GitHub; an e-mail address notifies nobody here. */
const isMentionable = (owner: string): boolean =>
  /^@[A-Za-z0-9][A-Za-z0-9-]*(\/[A-Za-z0-9_.-]+)?$/.test(owner)
