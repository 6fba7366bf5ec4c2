import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { routes } from '../../src/sandbox/github/api/table.ts'
import type { Exchange } from '../../src/sandbox/github/http/exchange.ts'
import type { Delivery } from '../../src/sandbox/github/memory/app.ts'
import { byTheApp } from './a-sandbox.ts'

type Grants = Readonly<{
  default_permissions: Readonly<Record<string, string>>
  default_events: readonly string[]
}>

/** Permissions and events that app.yml asks for and nothing in these runs needed. */
export function unusedGrants(
  exchanges: readonly Exchange[],
  deliveries: readonly Delivery[],
): readonly string[] {
  const manifest = parse(readFileSync('app.yml', 'utf8')) as Grants
  const granted = Object.entries(manifest.default_permissions).map(([name, level]) => `${name}:${level}`)
  const needed = exchanges
    .filter((one) => byTheApp(one) && one.status < 400)
    .flatMap((one) => permissionsOf(one))
    .map((permissions) => permissions.filter((permission) => granted.includes(permission)))
    // Where GitHub takes any one of several, none of them alone is needed.
    .flatMap((permissions) => (permissions.length === 1 ? permissions : []))
  const told = deliveries.filter(({ statusCode }) => statusCode === 200).map(({ event }) => event)
  const heard = told.flatMap((event) => permissionOfEvent[event] ?? [])
  return [
    ...granted.filter((permission) => !needed.includes(permission) && !heard.includes(permission)),
    ...manifest.default_events.filter((event) => !told.includes(event)),
  ].filter((grant) => !usedElsewhere.includes(grant))
}

/**
 * The tour has no merge queue, and nobody leaves a team (attacks.test.ts has both); it has no tenant that drifts
 * (publish-issue.test.ts has). Of the other three kinds of people's comings and goings app.test.ts has the payloads.
 */
const usedElsewhere: readonly string[] = [
  ...['merge_group', 'merge_queues:read', 'issues:write'],
  ...['membership', 'organization', 'member', 'team'],
]

/** GitHub sends this event only to Apps that may read issues, although its comments are on pull requests. */
const permissionOfEvent: Readonly<Record<string, string>> = { issue_comment: 'issues:read' }

/** Of each permission that a request takes: what gives it. */
function permissionsOf({ method, template }: Exchange): readonly (readonly string[])[] {
  const asked = inGraphql[template]
  if (asked !== undefined) return asked.map((permission) => [permission])
  const route = routes.find((one) => one.method === method && one.template === template)
  return route?.access.kind === 'granted' ? [route.access.permissions] : []
}

/** One question may take several. */
const inGraphql: Readonly<Record<string, readonly string[]>> = {
  '/graphql Snapshot': ['pull_requests:read', 'checks:read', 'members:read', 'metadata:read'],
  '/graphql Texts': ['contents:read'],
  '/graphql Publish': ['checks:write', 'pull_requests:write'],
}
