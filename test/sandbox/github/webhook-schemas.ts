import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import published from '@octokit/webhooks-schemas' with { type: 'json' }

// Without inlining, the schemas of one event compile ten times faster.
/**
 * Where the published schemas (of 2024) are behind GitHub, so that what GitHub sends today is no mistake.
 * The first word is the definition, the path leads to what is added, and the reason stands behind it.
 */
const additions: readonly Readonly<{ path: readonly string[]; add: object }>[] = [
  // The permission for Actions variables is younger than the schemas.
  {
    path: ['app', 'properties', 'permissions', 'properties'],
    add: { actions_variables: { enum: ['read', 'write'] } },
  },
  {
    path: ['installation', 'properties', 'permissions', 'properties'],
    add: { actions_variables: { enum: ['read', 'write'] } },
  },
  // Teams of an organisation and of an enterprise are told apart since 2025, and a team at the top has a null parent.
  {
    path: ['team', 'properties'],
    add: { type: { enum: ['organization', 'enterprise'] }, parent: { type: ['object', 'null'] } },
  },
]

const schema = structuredClone(published) as { definitions: Record<string, unknown> }
for (const { path, add } of additions) {
  const place = path.reduce<Record<string, unknown>>(
    (object, name) => object[name] as Record<string, unknown>,
    schema.definitions,
  )
  Object.assign(place, add)
}

// Without inlining, the schemas of one event compile ten times faster.
const ajv = new Ajv({ strict: false, allErrors: true, inlineRefs: false, code: { optimize: false } })
addFormats.default(ajv)
ajv.addSchema(schema, 'webhooks')

/** Where a webhook's payload differs from GitHub's published schema of its event; none = as GitHub sends it. */
export function validateWebhook(event: string, payload: unknown): string[] {
  const action = (payload as { action?: string }).action
  const name = [action && `${event}$${action}`, `${event}$event`, `${event}_event`]
    .filter((one) => one !== undefined)
    .find((one) => one in schema.definitions)
  if (name === undefined) return [`no schema for ${event} ${action ?? ''}`]
  const check = ajv.getSchema(`webhooks#/definitions/${name.replace('$', '%24')}`)
  if (!check) throw new Error(`Schema ${name} does not compile.`)
  if (check(payload) === true) return []
  return (check.errors ?? []).map(
    (error) =>
      `${event} ${action ?? ''}: ${error.instancePath} ${error.message ?? ''} ${JSON.stringify(error.params)}`,
  )
}
