import type { Octokit } from '@octokit/rest'
import { headersOf, statusOf } from './refusal.ts'

/** A request as it goes out: its route with placeholders, so that it names nobody. */
type Call = Readonly<{ installation: string; method: string; route: string }>

/** How GitHub answered; no status = no answer came. */
type Answer = Call &
  Readonly<{
    status: number | undefined
    headers: Readonly<Record<string, unknown>>
  }>

type Watch = Readonly<{
  /** Around the request. */
  during: <Result>(call: Call, request: () => Promise<Result>) => Promise<Result>
  answered: (answer: Answer) => void
}>

type Client = Pick<Octokit, 'hook'>
type Options = Readonly<{ auth?: unknown }>

/** An Octokit plugin that tells of every request, with what it waited and was tried again. Put it on last. */
export const watchCalls =
  ({ during, answered }: Watch) =>
  (octokit: Client, { auth }: Options): void => {
    const installation = installationIn(auth)
    octokit.hook.wrap('request', (request, options) => {
      const call = { installation, method: options.method, route: options.url }
      return during(call, async () => {
        try {
          const response = await request(options)
          answered({ ...call, status: response.status, headers: response.headers })
          return response
        } catch (error) {
          answered({ ...call, status: statusOf(error), headers: headersOf(error) })
          throw error
        }
      })
    })
  }

const installationIn = (auth: unknown): string =>
  typeof auth === 'object' && auth !== null && 'installationId' in auth ? String(auth.installationId) : ''
