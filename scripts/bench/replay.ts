import type { Exchange } from '../../src/sandbox/github/http/exchange.ts'

/** One request to send bare, and the earlier ones that must have been answered before. */
export type BareCall = Readonly<{
  method: string
  /** Below the API's base address, with its query. */
  path: string
  body: unknown
  after: readonly number[]
}>

/** What stands for what on the twin: SHAs, numbers, ids. Grows as the twin answers. */
export type Twin = Readonly<{
  texts: Map<string, string>
  /** Of check runs and comments. */
  ids: Map<number, number>
  pull: Readonly<{ own: number; twin: number }>
}>

/**
 * The same calls against the twin, with the very concurrency they had: each waits for exactly those that had been
 * answered before it was sent.
 */
export const planReplay = (calls: readonly Exchange[], twin: Twin): readonly BareCall[] =>
  calls.map((call) => ({
    method: call.method,
    path: pathOn(twin, call),
    body: call.requestBody === undefined ? undefined : onTwin(twin, call.requestBody),
    after: calls.flatMap((other, index) => (other.began + other.ms <= call.began ? [index] : [])),
  }))

function pathOn(twin: Twin, { path, query }: Exchange): string {
  const { own, twin: other } = twin.pull
  const idOf = (id: string): string => String(twin.ids.get(Number(id)) ?? id)
  const mapped = swap(twin, path)
    .replace(/\/(pulls|issues)\/(\d+)(?=\/|$)/, (all, kind: string, number: string) =>
      Number(number) === own ? `/${kind}/${other}` : all,
    )
    .replace(/(?<=\/(?:check-runs|issues\/comments)\/)\d+/, idOf)
  const search = new URLSearchParams(query).toString()
  return search === '' ? mapped : `${mapped}?${search}`
}

const onTwin = (twin: Twin, body: unknown): unknown =>
  JSON.parse(
    swap(twin, JSON.stringify(body)).replace(`"number":${twin.pull.own}`, `"number":${twin.pull.twin}`),
  )

/** GraphQL's ids in an answer, in their order. */
export function nodesIn(answer: unknown): readonly string[] {
  if (typeof answer !== 'object' || answer === null) return []
  return Object.entries(answer).flatMap(([key, value]: [string, unknown]) =>
    key === 'id' && typeof value === 'string' ? [value] : nodesIn(value),
  )
}

const swap = ({ texts }: Twin, text: string): string =>
  [...texts].reduce((swapped, [from, to]) => swapped.replaceAll(from, to), text)
