import { Ajv, type ErrorObject } from 'ajv'
import addFormats from 'ajv-formats'
import schema from '@octokit/webhooks-schemas' with { type: 'json' }

const ajv = new Ajv({ strict: false, allErrors: true })
addFormats.default(ajv)
ajv.addSchema(schema, 'webhooks')

/**
 * Where the published schemas (of 2024) are behind GitHub, so that what GitHub sends today is no mistake.
 * Each entry names the place and why.
 */
const lag: readonly Readonly<{ at: RegExp; keyword: string; property?: string; because: string }>[] = [
  {
    at: /\/(app|installation|performed_via_github_app)\/permissions$/,
    keyword: 'additionalProperties',
    property: 'actions_variables',
    because: 'The permission for Actions variables is younger than the schemas.',
  },
]

/** Where a webhook's payload differs from GitHub's published schema of its event; none = as GitHub sends it. */
export function validateWebhook(event: string, payload: unknown): string[] {
  const definitions = schema.definitions as Record<string, unknown>
  const action = (payload as { action?: string }).action
  const name = [action && `${event}$${action}`, `${event}$event`, `${event}_event`]
    .filter((one) => one !== undefined)
    .find((one) => one in definitions)
  if (name === undefined) return [`no schema for ${event} ${action ?? ''}`]
  const check = ajv.getSchema(`webhooks#/definitions/${name.replace('$', '%24')}`)
  if (!check) throw new Error(`Schema ${name} does not compile.`)
  if (check(payload) === true) return []
  return (check.errors ?? [])
    .filter((error) => !isLag(error))
    .map(
      (error) =>
        `${event} ${action ?? ''}: ${error.instancePath} ${error.message ?? ''} ${JSON.stringify(error.params)}`,
    )
}

function isLag({ instancePath, keyword, params }: ErrorObject): boolean {
  return lag.some(
    (one) =>
      one.at.test(instancePath) &&
      one.keyword === keyword &&
      (one.property === undefined || one.property === params.additionalProperty),
  )
}
