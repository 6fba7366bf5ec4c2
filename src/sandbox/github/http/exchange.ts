/** One request and its answer, for logs, benches and validators. */
export type Exchange = Readonly<{
  method: string
  path: string
  /** `/repos/{owner}/{repo}`; the path itself when there is no such route. */
  template: string
  query: Readonly<Record<string, string>>
  status: number
  userAgent: string
  /** When it arrived, on this process's clock (`performance.now()`), and how long it took; milliseconds. */
  began: number
  ms: number
  requestBody: unknown
  /** Bytes, when the answer was no JSON. */
  responseBody: unknown
}>

/** An exchange without its bodies. */
export type LoggedCall = Omit<Exchange, 'requestBody' | 'responseBody' | 'query'>
