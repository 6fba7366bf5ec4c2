import { Octokit } from '@octokit/rest'
import { organization as owner, repository as repo } from '../people.ts'
import { within } from './within.ts'

/** What a person of the tour does on GitHub, through its public API and with that person's own token. */
export type Hands = Readonly<{
  openPull: (
    about: Readonly<{ branch: string; path: string; text: string; title: string }>,
  ) => Promise<OpenedPull>
  approve: (pull: number) => Promise<void>
  /** GitHub's own words when it refuses. */
  merge: (pull: number) => Promise<Readonly<{ merged: true } | { merged: false; says: string }>>
  /** Waits until Landlord's check on the head says something that `isIt` accepts. */
  awaitCheck: (pull: number, isIt: (check: Check) => boolean) => Promise<Check>
  /** Comments of the App, oldest first. */
  comments: (pull: number) => Promise<readonly string[]>
}>

type OpenedPull = Readonly<{ number: number; url: string }>
type Check = Readonly<{ status: string; conclusion: string | null; title: string }>

export function handsOf(baseUrl: string, token: string): Hands {
  const octokit = new Octokit({ baseUrl, auth: token, log: silent })
  const headOf = async (pull: number) =>
    (await octokit.pulls.get({ owner, repo, pull_number: pull })).data.head.sha
  const checkOf = async (pull: number): Promise<Check | undefined> => {
    const ref = await headOf(pull)
    const { data } = await octokit.checks.listForRef({
      owner,
      repo,
      ref,
      check_name: 'landlord',
      filter: 'latest',
    })
    const run = data.check_runs[0]
    return run && { status: run.status, conclusion: run.conclusion, title: run.output.title ?? '' }
  }
  return {
    openPull: async ({ branch, path, text, title }) => {
      const main = await octokit.git.getRef({ owner, repo, ref: 'heads/main' })
      await octokit.git.createRef({ owner, repo, ref: `refs/heads/${branch}`, sha: main.data.object.sha })
      const content = Buffer.from(text).toString('base64')
      await octokit.repos.createOrUpdateFileContents({ owner, repo, path, branch, message: title, content })
      const { data } = await octokit.pulls.create({ owner, repo, title, head: branch, base: 'main' })
      return { number: data.number, url: data.html_url }
    },
    approve: async (pull) => {
      await octokit.pulls.createReview({ owner, repo, pull_number: pull, event: 'APPROVE' })
    },
    merge: async (pull) => {
      try {
        await octokit.pulls.merge({ owner, repo, pull_number: pull, merge_method: 'squash' })
        return { merged: true }
      } catch (error) {
        if (!(error instanceof Error) || !('status' in error) || error.status !== 405) throw error
        return { merged: false, says: error.message.replace(/ - https?:\S+$/, '') }
      }
    },
    awaitCheck: (pull, isIt) =>
      within(60_000, `Landlord's check on pull request #${pull}`, async () => {
        const check = await checkOf(pull)
        return check && isIt(check) ? check : undefined
      }),
    comments: async (pull) => {
      const { data } = await octokit.issues.listComments({ owner, repo, issue_number: pull, per_page: 100 })
      return data.flatMap(({ body, user }) => (user?.type === 'Bot' && body !== undefined ? [body] : []))
    },
  }
}

/** Octokit tells the console of every request that was refused; some are meant to be. */
const quiet = (): undefined => undefined
const silent = { debug: quiet, info: quiet, warn: quiet, error: quiet }
