import { NoAnswerError, yes, type Answer } from './store.ts'

export type Request = Readonly<{
  method?: 'GET' | 'PUT' | 'POST' | 'DELETE'
  body?: object
  headers: Readonly<Record<string, string>>
  /** What makes another thing each time it is asked for: then it is asked for no second time. */
  once?: boolean
}>

export type Reply = Readonly<{ body: unknown; headers: Headers }>

/** One call, made twice where the connection broke; the value is the answer's JSON, undefined where it is empty. */
export async function ask(url: URL, request: Request): Promise<Answer<Reply>> {
  // A connection that was kept may have gone meanwhile; a second one is new.
  const answer = await send(url, request)
    .catch((cause: unknown) => {
      if (request.once === true) throw cause
      return send(url, request)
    })
    .catch((cause: unknown) => {
      throw new NoAnswerError('The store of vectors does not answer.', { cause })
    })
  const text = await answer.text()
  if (answer.status === 401 || answer.status === 403) return { said: 'no', why: `HTTP ${answer.status}` }
  if (answer.status === 404) return { said: 'missing' }
  // What was to be made is there already.
  if (answer.status === 409) return yes({ body: undefined, headers: answer.headers })
  if (!answer.ok)
    throw new NoAnswerError(`The store of vectors answered ${answer.status}: ${text.slice(0, 200)}`)
  return yes({ body: jsonIn(text), headers: answer.headers })
}

const send = (url: URL, { method = 'GET', body, headers }: Request): Promise<Response> =>
  fetch(url, {
    method,
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    // A key is for this server and no other.
    redirect: 'error',
    signal: AbortSignal.timeout(20_000),
  })

function jsonIn(text: string): unknown {
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new NoAnswerError('The store of vectors answered something that is no JSON.', { cause })
  }
}
