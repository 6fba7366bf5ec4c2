import type { Route } from './route.ts'

export type Match = Readonly<{ route: Route; params: Readonly<Record<string, string>> }>

/**
 * Finds the route of a path. Literal segments win over parameters; the last parameter of
 * `contents/{path}`, `git/ref/{ref}` and their like takes the rest, slashes and all.
 */
export function newRouter(routes: readonly Route[]): (method: string, path: string) => Match | undefined {
  const compiled = routes
    .map((route) => ({ route, pattern: compile(route.template), weight: literals(route.template) }))
    .sort((a, b) => b.weight - a.weight)
  return (method, path) => {
    for (const { route, pattern } of compiled) {
      if (route.method !== method) continue
      const found = pattern.exec(path)
      if (found) return { route, params: decode(found.groups ?? {}) }
    }
    return undefined
  }
}

const takesSlashes =
  /\/(contents\/\{path\}|(ref|refs|matching-refs)\/\{ref\}|compare\/\{basehead\}|branches\/\{branch\}|commits\/\{ref\})/

function compile(template: string): RegExp {
  const greedy = takesSlashes.exec(template)?.[0]
  const greedyName = greedy && /\{(\w+)\}$/.exec(greedy)?.[1]
  const source = template.replace(/\{(\w+)\}/g, (_, name: string) =>
    name === greedyName ? `(?<${name}>.+)` : `(?<${name}>[^/]+)`,
  )
  return new RegExp(`^${source.replace('/contents/(?<path>.+)', '/contents(?:/(?<path>.*))?')}/?$`)
}

function literals(template: string): number {
  const segments = template.split('/').slice(1)
  return segments.filter((segment) => !segment.startsWith('{')).length * 100 + segments.length
}

function decode(groups: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value ?? '')]),
  )
}
