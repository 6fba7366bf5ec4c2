import type { GitHub } from './octokit.ts'
import { headersOf } from './limits/refusal.ts'

/** What a query brought, and the paths (`writers.collaborators`) where GitHub says that it did not. */
export type Answered<Data> = Readonly<{ data: Data; failed: readonly string[] }>

/**
 * Asks GitHub's GraphQL API. Undefined where it refuses as a whole, or is not there. GraphQL is a short cut: whatever
 * it does not say, whole and without doubt, the REST API is asked; so no refusal here opens anything, nor ends a job.
 */
export async function askGraph<Data>(
  github: GitHub,
  document: string,
  { variables, quiet }: Readonly<{ variables: Readonly<Record<string, unknown>>; quiet: Quiet }>,
): Promise<Answered<Data> | undefined> {
  if (quiet.isOn()) return undefined
  try {
    return { data: await github.graphql<Data>(document, { ...variables }), failed: [] }
  } catch (error) {
    const { data, errors } = partsOf(error)
    if (errors.some(({ type }) => type === 'RATE_LIMITED')) quiet.until(resetIn(error))
    return isObject(data) ? { data: data as Data, failed: errors.map(pathOf) } : undefined
  }
}

/** Kept up to GraphQL's own allowance: who asks on after it is used up is shut out for longer. */
export type Quiet = Readonly<{ isOn: () => boolean; until: (atMs: number) => void }>

export function newQuiet(now = () => Date.now()): Quiet {
  let end = 0
  return {
    isOn: () => now() < end,
    until: (at) => {
      end = Math.max(end, at)
    },
  }
}

/** Milliseconds since 1970. GitHub says when the allowance is renewed; else a minute from now. */
function resetIn(error: unknown): number {
  const own = isObject(error) && 'headers' in error && isObject(error.headers) ? error.headers : {}
  const seconds = Number({ ...headersOf(error), ...own }['x-ratelimit-reset'] ?? NaN)
  return Number.isFinite(seconds) ? seconds * 1000 : Date.now() + 60_000
}

/** What was answered although some of it failed (null: nothing); undefined when that is no error of GraphQL's own. */
export function dataBeside(error: unknown): Readonly<{ data: object | null }> | undefined {
  const { data, errors } = partsOf(error)
  if (errors.length === 0) return undefined
  return { data: isObject(data) ? data : null }
}

type Problem = Readonly<{ type?: unknown; path?: unknown }>

/** Octokit throws when there are errors, although there may be data beside them. */
function partsOf(error: unknown): Readonly<{ data: unknown; errors: readonly Problem[] }> {
  if (!isObject(error) || !('errors' in error) || !Array.isArray(error.errors))
    return { data: undefined, errors: [] }
  return { data: 'data' in error ? error.data : undefined, errors: error.errors.filter(isObject) }
}

/** An error that names no place is one of the whole. */
const pathOf = ({ path }: Problem): string => (Array.isArray(path) ? path.join('.') : '')

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
