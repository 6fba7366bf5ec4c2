import { setTimeout as pause } from 'node:timers/promises'
import { Octokit } from '@octokit/rest'
import { organization as owner, repository as repo } from '../../../src/sandbox/people.ts'
import type { Sandbox } from '../../../src/sandbox/start.ts'
import type { PlannedPull } from './plan.ts'

const here = { owner, repo }

/** How long people wait for Landlord before the proof has failed, and how often they look; milliseconds. */
const patience = 600_000
const lookEveryMs = 1_000

/** Object ids of the files that were written, by tenant. */
type Blobs = Map<string, string>

/** What people do, each with their own token, through GitHub's public API. */
export type People = Readonly<{
  /** From the opening to the merge or the closing; the pull request's number. */
  play: (planned: PlannedPull) => Promise<number>
  /** Merges what Landlord opened, once it is green. */
  merge: (number: number) => Promise<void>
}>

export function newPeople({ github, tokens }: Pick<Sandbox, 'github' | 'tokens'>): People {
  const as = (login: string): Octokit =>
    new Octokit({ baseUrl: github.url, auth: tokens[login], userAgent: 'bench-person', log: silent })

  /** Writes each file, and gives the commit of the last one. */
  const write = async ({ author, name: branch }: PlannedPull, files: PlannedPull['opened'], blobs: Blobs) => {
    let head = ''
    for (const [tenant, text] of Object.entries(files)) {
      const sha = blobs.get(tenant)
      const { data } = await as(author).repos.createOrUpdateFileContents({
        ...{ ...here, path: `tenants/${tenant}.yaml`, branch, message: `Write ${tenant}` },
        ...{ content: Buffer.from(text).toString('base64'), ...(sha !== undefined && { sha }) },
      })
      blobs.set(tenant, data.content?.sha ?? '')
      head = data.commit.sha ?? ''
    }
    return head
  }

  const open = async (planned: PlannedPull, blobs: Blobs): Promise<number> => {
    const main = await as(planned.author).git.getRef({ ...here, ref: 'heads/main' })
    const ref = `refs/heads/${planned.name}`
    await as(planned.author).git.createRef({ ...here, ref, sha: main.data.object.sha })
    await write(planned, planned.opened, blobs)
    const about = { ...here, title: `Onboard ${planned.name}`, head: planned.name, base: 'main' }
    return (await as(planned.author).pulls.create(about)).data.number
  }

  const approve = (number: number) =>
    as('carla').pulls.createReview({ ...here, pull_number: number, event: 'APPROVE' })

  /** Landlord's check, as GitHub shows it. */
  const isGreen = async (ref: string): Promise<boolean> => {
    const { data } = await as('pat').checks.listForRef({
      ...{ ...here, ref, check_name: 'landlord', filter: 'latest' },
    })
    return data.check_runs[0]?.conclusion === 'success'
  }

  const mergeOnceGreen = async (number: number, head: string): Promise<void> => {
    const end = Date.now() + patience
    while (!((await isGreen(head)) && (await tryMerge(as('ria'), number)))) {
      if (Date.now() > end) throw new Error(`#${number} was not merged within ${patience / 1000} s.`)
      await pause(lookEveryMs)
    }
  }

  return {
    merge: async (number) => {
      const { data } = await as('pat').pulls.get({ ...here, pull_number: number })
      await mergeOnceGreen(number, data.head.sha)
    },
    play: async (planned) => {
      const blobs: Blobs = new Map()
      const number = await open(planned, blobs)
      if (planned.kind === 'grows') await approve(number)
      const head = await write(planned, planned.updated, blobs)
      if (planned.kind === 'large' || planned.kind === 'grows') await approve(number)
      if (planned.kind === 'closed')
        await as(planned.author).pulls.update({ ...here, pull_number: number, state: 'closed' })
      else await mergeOnceGreen(number, head)
      return number
    },
  }
}

/** False where GitHub does not let it be merged just now. */
async function tryMerge(octokit: Octokit, number: number): Promise<boolean> {
  try {
    await octokit.pulls.merge({ ...here, pull_number: number, merge_method: 'squash' })
    return true
  } catch (error) {
    if (error instanceof Error && 'status' in error && error.status === 405) return false
    throw error
  }
}

const quiet = (): undefined => undefined
const silent = { debug: quiet, info: quiet, warn: quiet, error: quiet }
