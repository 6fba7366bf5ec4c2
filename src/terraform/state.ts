import type { ResourceHeld } from '../provisioning/resource-change.ts'

/** What one tenant's state says: addresses, ARNs and our own outputs, nothing else of it. */
export type State = Readonly<{
  resources: readonly ResourceHeld[]
  outputs: Readonly<Record<string, string>>
}>

/**
 * Reads `terraform state pull`, format 4, which Terraform and OpenTofu share. `show -json` would say the same
 * and has to start the provider for it, which takes seconds.
 */
export function parseState(text: string): State {
  if (text.trim() === '') return { resources: [], outputs: {} }
  const state = JSON.parse(text) as RawState
  if (state.version !== 4)
    throw new Error(`The state has format ${state.version ?? 'unknown'}; this reads format 4.`)
  return {
    resources: (state.resources ?? []).filter(({ mode }) => mode === 'managed').flatMap(instancesOf),
    outputs: Object.fromEntries(
      Object.entries(state.outputs ?? {}).flatMap(([name, { value }]) =>
        typeof value === 'string' ? [[name, value]] : [],
      ),
    ),
  }
}

type RawState = Readonly<{
  version?: number
  outputs?: Readonly<Record<string, Readonly<{ value?: unknown }>>>
  resources?: readonly RawResource[]
}>

type RawResource = Readonly<{
  mode: string
  module?: string
  type: string
  name: string
  instances: readonly Readonly<{
    index_key?: string | number
    attributes?: Readonly<Record<string, unknown>>
  }>[]
}>

const instancesOf = (resource: RawResource): readonly ResourceHeld[] =>
  resource.instances.map(({ index_key: key, attributes = {} }) => ({
    address: [
      ...(resource.module === undefined ? [] : [resource.module]),
      `${resource.type}.${resource.name}${key === undefined ? '' : `[${JSON.stringify(key)}]`}`,
    ].join('.'),
    arn: typeof attributes.arn === 'string' ? attributes.arn : undefined,
    taggable: 'tags_all' in attributes,
  }))
