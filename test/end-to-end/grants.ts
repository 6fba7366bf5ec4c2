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
  const used = new Set(exchanges.filter((one) => byTheApp(one) && one.status < 400).flatMap(permissionsOf))
  const told = new Set(deliveries.filter(({ statusCode }) => statusCode === 200).map(({ event }) => event))
  const permissions = Object.entries(manifest.default_permissions).map(([name, level]) => `${name}:${level}`)
  return [
    ...permissions.filter((one) => !used.has(one)),
    ...manifest.default_events.filter((one) => !told.has(one)),
  ]
}

/** The permission an App needs for this request: where GitHub takes one of several, the ones that app.yml could name. */
function permissionsOf({ method, template }: Exchange): readonly string[] {
  const route = routes.find((one) => one.method === method && one.template === template)
  return route?.access.kind === 'granted' ? route.access.permissions : []
}
