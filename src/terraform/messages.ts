import type { ResourceChange } from '../provisioning/resource-change.ts'

/** What Terraform and OpenTofu say with `-json`, one message a line; only what is used here. */
export type Message =
  | Readonly<{ type: 'planned'; change: ResourceChange }>
  | Readonly<{ type: 'applied'; change: ResourceChange }>
  | Readonly<{ type: 'error'; summary: string; detail: string; address: string | undefined }>
  | Readonly<{ type: 'progress'; says: string }>

/** `resource_drift` messages are left aside: they hold updates that are none. */
export function parseMessage(line: string): Message | undefined {
  const seen = parseLine(line)
  if (seen === undefined)
    return line.trim() === '' ? undefined : { type: 'progress', says: withoutSecrets(line) }
  switch (seen.type) {
    case 'planned_change':
      return withChange('planned', seen.change)
    case 'apply_complete':
      return withChange('applied', seen.hook)
    case 'diagnostic':
      if (seen.diagnostic?.severity !== 'error') return undefined
      return {
        type: 'error',
        summary: seen.diagnostic.summary ?? '',
        detail: seen.diagnostic.detail ?? '',
        address: seen.diagnostic.address,
      }
    case 'apply_start':
    case 'apply_errored':
    case 'change_summary':
    case 'provision_progress':
      return { type: 'progress', says: withoutSecrets(seen['@message'] ?? '') }
    default:
      return undefined
  }
}

/** Why it did not work, in one paragraph: summary, place and the detail's words. */
export function reasonOf(errors: readonly Extract<Message, { type: 'error' }>[]): string | undefined {
  const [first] = errors
  if (first === undefined) return undefined
  const place = first.address === undefined ? '' : ` at ${first.address}`
  const detail = first.detail.replaceAll(/\s+/g, ' ').trim()
  const more = errors.length === 1 ? '' : ` (and ${errors.length - 1} more)`
  return withoutSecrets(`${first.summary}${place}${detail === '' ? '' : `: ${cut(detail)}`}${more}`)
}

/** Terraform has no code for it; the summary is a constant of its sources, and of OpenTofu's. */
export const isLockError = (message: Message): boolean =>
  message.type === 'error' && message.summary === 'Error acquiring the state lock'

/** A password inside an address never leaves here. */
export const withoutSecrets = (text: string): string => text.replaceAll(/:\/\/[^\s/@]*@/g, '://…@')

const cut = (text: string): string => (text.length <= 400 ? text : `${text.slice(0, 399)}…`)

type Line = Readonly<{
  type?: string
  '@message'?: string
  change?: Changed
  hook?: Changed
  diagnostic?: Readonly<{ severity?: string; summary?: string; detail?: string; address?: string }>
}>
type Changed = Readonly<{ resource?: Readonly<{ addr?: string }>; action?: string }>

function parseLine(line: string): Line | undefined {
  if (!line.startsWith('{')) return undefined
  try {
    return JSON.parse(line) as Line
  } catch {
    return undefined
  }
}

function withChange(type: 'planned' | 'applied', changed: Changed | undefined): Message | undefined {
  const [address, action] = [changed?.resource?.addr, changed?.action]
  if (address === undefined || !isAction(action)) return undefined
  return { type, change: { address, action } }
}

const isAction = (action: string | undefined): action is ResourceChange['action'] =>
  action === 'create' || action === 'update' || action === 'delete' || action === 'replace'
