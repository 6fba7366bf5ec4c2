/**
 * A program of its own, as the App is: sends recorded calls with nothing but fetch and a token, and says how long it
 * took. It talks to its parent only.
 */
import { nodesIn, type BareCall } from './replay.ts'

export type BareOrder = Readonly<{ baseUrl: string; token: string; calls: readonly BareCall[] }>
/** `ids`: what the answers call the thing they made or showed. */
export type BareReport = Readonly<{
  ms: number
  statuses: readonly number[]
  ids: readonly (number | undefined)[]
  /** The same of GraphQL, all of an answer in their order. */
  nodes: readonly (readonly string[])[]
}>

process.on('message', (order: BareOrder) => {
  send(order).then(
    (report) => process.send?.(report),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`)
      process.exit(1)
    },
  )
})

async function send({ baseUrl, token, calls }: BareOrder): Promise<BareReport> {
  const headers = {
    accept: 'application/vnd.github+json',
    authorization: `token ${token}`,
    'user-agent': 'bench-bare',
  }
  const answers: Promise<{ status: number; id: number | undefined; nodes: readonly string[] }>[] = []
  const began = performance.now()
  for (const { method, path, body, after } of calls) {
    const ready = Promise.all(after.flatMap((index) => answers[index] ?? []))
    answers.push(
      ready.then(async () => {
        const response = await fetch(
          path === '/graphql' ? baseUrl.replace(/v3$/, 'graphql') : `${baseUrl}${path}`,
          {
            method,
            headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
            ...(body !== undefined && { body: JSON.stringify(body) }),
          },
        )
        const text = await response.text()
        const data: unknown = text === '' ? undefined : JSON.parse(text)
        return { status: response.status, id: idIn(data), nodes: path === '/graphql' ? nodesIn(data) : [] }
      }),
    )
  }
  const all = await Promise.all(answers)
  return {
    ms: performance.now() - began,
    statuses: all.map(({ status }) => status),
    ids: all.map(({ id }) => id),
    nodes: all.map(({ nodes }) => nodes),
  }
}

const idIn = (data: unknown): number | undefined =>
  typeof data === 'object' && data !== null && 'id' in data && typeof data.id === 'number'
    ? data.id
    : undefined
