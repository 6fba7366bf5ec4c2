import { isMap, isSeq, parseDocument, Scalar } from 'yaml'
import { judgeDelegations } from '../../approvals/judge-delegations.ts'
import { delegationsPath, parseDelegations } from '../../approvals/parse-delegations.ts'
import type { Delegation } from '../../approvals/delegation.ts'
import type { EstateFile } from '../../tenant/estate-file.ts'

/** The file with one row more, or why it cannot be. */
export type Added = Readonly<{ text: string } | { why: string }>

/** Adds a row to delegations.yml (undefined: there is none yet). What stands in it stays, comments and order too. */
export function addDelegation(
  file: EstateFile | undefined,
  row: Omit<Delegation, 'line'>,
  day: string,
): Added {
  const before = file === undefined ? empty : new TextDecoder().decode(file.bytes)
  const text = withRow(before, row)
  if (text === undefined)
    return { why: `\`${delegationsPath}\` cannot be read as it stands, so only a person can edit it.` }
  const bytes = new TextEncoder().encode(text)
  const edited = { path: delegationsPath, blob: '', mode: '100644', size: bytes.length, bytes } as const
  const { delegations, findings } = parseDelegations(edited)
  const [flaw] = findings
  if (delegations === undefined)
    return { why: flaw === undefined ? 'It would be broken.' : `${flaw.says} ${flaw.fix}` }
  const [late] = judgeDelegations(delegations.slice(-1), { day, writers: undefined })
  return late === undefined ? { text } : { why: `${late.says} ${late.fix}` }
}

const empty = `apiVersion: landlord/v1
# Who approves in somebody's place while they are away, each with a last day.
delegations: []
`

function withRow(text: string, { from, to, until, reason }: Omit<Delegation, 'line'>): string | undefined {
  const document = parseDocument(text)
  if (document.errors.length > 0 || !isMap(document.contents)) return undefined
  const rows = document.get('delegations')
  if (!isSeq(rows)) return undefined
  rows.flow = false
  const day = new Scalar(until)
  // In quotes, since other readers of YAML take a bare one for a moment in time.
  day.type = Scalar.QUOTE_SINGLE
  rows.add(document.createNode({ from, to, until: day, reason }))
  return document.toString({ lineWidth: 0 })
}
