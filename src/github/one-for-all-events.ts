import type { Octokit } from '@octokit/rest'

type Client = Pick<Octokit, 'auth'>

/**
 * An Octokit plugin. Probot makes a client with a token's strategy of its own for every delivery and handler, a quarter
 * of what taking one costs; our handlers ask GitHub nothing, so the App's own client stands there instead.
 */
export const oneForAllEvents = (octokit: Client): Client => {
  const { auth } = octokit
  return { auth: async (options) => (isForEvent(options) ? octokit : auth(options)) }
}

const isForEvent = (options: unknown): boolean =>
  typeof options === 'object' && options !== null && 'type' in options && options.type === 'event-octokit'
