import { organization as owner, repository as repo } from '../../src/sandbox/people.ts'
import { tenantText, type Stage } from './stage.ts'

/** One pull request and what is known of it. */
export type Lane = {
  readonly tenant: string
  /** How many tenant files it brings. */
  readonly files: number
  number: number
  /** GraphQL's id of it. */
  node: string
  head: string
  blob: string
  /** Of the comment that asked for a recheck. */
  comment: number
}

/** Something a person does, and the event that tells the App. */
export type Scene = Readonly<{
  name: string
  event: string
  act: (stage: Stage, lane: Lane) => Promise<void>
  /** The last thing Landlord does about it: a request like this one. */
  endsWith?: string
}>

const here = { owner, repo }

/** A branch with new tenant files, not proposed yet. */
export async function prepare({ as }: Stage, lane: Lane): Promise<void> {
  const ria = as('ria')
  const main = await ria.git.getRef({ ...here, ref: 'heads/main' })
  const sha = lane.files === 1 ? main.data.object.sha : await writeOthers(as, lane, main.data.object.sha)
  await ria.git.createRef({ ...here, ref: `refs/heads/${lane.tenant}`, sha })
  await write(as, lane, tenantText(lane.tenant))
}

/** All but one of them, in one commit. */
async function writeOthers(as: Stage['as'], { tenant, files }: Lane, parent: string): Promise<string> {
  const ria = as('ria')
  const { data: before } = await ria.git.getCommit({ ...here, commit_sha: parent })
  const others = Array.from({ length: files - 1 }, (_, n) => `${tenant}-${n}`)
  const { data: tree } = await ria.git.createTree({
    ...{ ...here, base_tree: before.tree.sha },
    tree: others.map((id) => ({
      ...{ path: `tenants/${id}.yaml`, mode: '100644' as const, type: 'blob' as const },
      content: tenantText(id),
    })),
  })
  const { data } = await ria.git.createCommit({
    ...{ ...here, message: `Write ${tenant}`, tree: tree.sha, parents: [parent] },
  })
  return data.sha
}

/** In the order of a pull request's life. */
export const scenes: readonly Scene[] = [
  {
    name: 'opened',
    event: 'pull_request',
    act: async ({ as }, lane) => {
      const title = `Onboard ${lane.tenant}`
      const { data } = await as('ria').pulls.create({ ...here, head: lane.tenant, base: 'main', title })
      lane.number = data.number
      lane.node = data.node_id
    },
  },
  {
    name: 'synchronize',
    event: 'pull_request',
    act: ({ as }, lane) =>
      write(as, lane, tenantText(lane.tenant).replace('storageGiB: 60', 'storageGiB: 80')),
  },
  {
    name: 'pull_request_review',
    event: 'pull_request_review',
    act: async ({ as }, { number }) => {
      await as('carla').pulls.createReview({ ...here, pull_number: number, event: 'APPROVE' })
    },
  },
  {
    name: 'issue_comment /landlord recheck',
    event: 'issue_comment',
    act: async ({ as }, lane) => {
      const { data } = await as('ria').issues.createComment({
        ...{ ...here, issue_number: lane.number, body: '/landlord recheck' },
      })
      lane.comment = data.id
    },
    // 👀 comes first, 🚀 last.
    endsWith: '"content":"rocket"',
  },
]

async function write(as: Stage['as'], lane: Lane, text: string): Promise<void> {
  const { data } = await as('ria').repos.createOrUpdateFileContents({
    ...{ ...here, path: `tenants/${lane.tenant}.yaml`, branch: lane.tenant, message: `Write ${lane.tenant}` },
    ...{ content: Buffer.from(text).toString('base64'), ...(lane.blob !== '' && { sha: lane.blob }) },
  })
  lane.head = data.commit.sha ?? ''
  lane.blob = data.content?.sha ?? ''
}
