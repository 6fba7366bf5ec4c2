import { isGranted, type Permission } from '../access/access.ts'
import { Refusal } from '../http/refusal.ts'
import type { Call } from '../http/route.ts'
import { findAccount } from '../memory/memory.ts'
import { nodeId } from '../show/links.ts'

export type Slice = Readonly<{ first?: number | null; last?: number | null }>

/** A list as GraphQL pages it; cursors are not built, since nobody asks for a second page. */
export function connection<Item, Node>(
  items: readonly Item[],
  { first, last }: Slice,
  show: (item: Item) => Node,
) {
  const many = first ?? last
  if (many === null || many === undefined || many < 1 || many > 100)
    throw new Refusal(422, 'You must provide a `first` or `last` value between 1 and 100.')
  const nodes = typeof first === 'number' ? items.slice(0, first) : items.slice(-many)
  return { totalCount: items.length, nodes: nodes.map(show) }
}

/** A person or a bot, whose login is told without `[bot]`; null for someone who is gone. */
export function actor({ github }: Call, login: string) {
  const account = findAccount(github.memory, login)
  if (!account) return null
  const { id, type, login: name } = account
  return { __typename: type, id: nodeId(type, id), login: name.replace(/\[bot\]$/, '') }
}

/** Refuses an App that lacks the permission, in GitHub's words. */
export function allow({ caller }: Call, permission: Permission): void {
  if (caller.kind !== 'installation' || isGranted(caller.permissions, permission)) return
  throw new Refusal(403, 'Resource not accessible by integration')
}

/** The number or SHA inside a node id of that kind. */
export function idIn(kind: string, node: string): string {
  const [found, id = ''] = Buffer.from(node, 'base64url').toString('utf8').split(':')
  if (found === kind) return id
  throw new Refusal(404, `Could not resolve to a node with the global id of '${node}'`)
}
