import { NoAnswerError, yes, type Answer } from './store.ts'

export type Request = Readonly<{
  method?: 'GET' | 'PUT' | 'POST' | 'DELETE'
  body?: object
  /** Of the header `api-key`; undefined = none is sent. */
  key: string | undefined
}>

/** One call; the value is what stands under `result` of the answer. Every call there is may be made twice. */
export async function ask(base: string, path: string, request: Request): Promise<Answer<unknown>> {
  const url = new URL(path.replace(/^\//, ''), base.replace(/\/*$/, '/'))
  // A connection that was kept may have gone meanwhile; a second one is new.
  const answer = await send(url, request)
    .catch(() => send(url, request))
    .catch((cause: unknown) => {
      throw new NoAnswerError('The store of vectors does not answer.', { cause })
    })
  const text = await answer.text()
  if (answer.status === 401 || answer.status === 403) return { said: 'no', why: `HTTP ${answer.status}` }
  if (answer.status === 404) return { said: 'missing' }
  // What was to be made is there already.
  if (answer.status === 409) return yes(undefined)
  if (!answer.ok)
    throw new NoAnswerError(`The store of vectors answered ${answer.status}: ${text.slice(0, 200)}`)
  return yes(resultIn(text))
}

const send = (url: URL, { method = 'GET', body, key }: Request): Promise<Response> =>
  fetch(url, {
    method,
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'api-key': key }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    // A key is for this server and no other.
    redirect: 'error',
    signal: AbortSignal.timeout(20_000),
  })

function resultIn(text: string): unknown {
  try {
    return (JSON.parse(text) as { result?: unknown }).result
  } catch (cause) {
    throw new NoAnswerError('The store of vectors answered something that is no JSON.', { cause })
  }
}
