import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { createAppAuth } from '@octokit/auth-app'
import { Octokit } from '@octokit/rest'
import { within } from '../../src/sandbox/tour/within.ts'
import { aSandbox, byTheApp, type Watched } from './a-sandbox.ts'
import { aShop, attackKit } from './attack-kit.ts'

jest.setTimeout(60_000)

/** Every pitfall of such a bot, as somebody would try it, and what that person sees. One sandbox for all. */
const [owner, repo, estate] = ['acme', 'estate', 'acme/estate']
const ref = { owner, repo }
/** Somebody says in a minute here what people say in a day, and waits for the answer: GitHub's minute has no room for it. */
const limitsTimes = 10
let watched: Watched
let kit: ReturnType<typeof attackKit>

beforeAll(async () => {
  watched = await aSandbox({ limitsTimes, without: ['aws', 'redis', 'terraform'] })
  kit = attackKit(watched)
})
afterAll(() => watched.close())

const file = (id: string): string => `tenants/${id}.yaml`
/** Opens a pull request of ria's for a shop; the CFO is asked from ₹10 lakh on. */
const onboard = (id: string, lakh: number) =>
  kit.attack('ria', id, [{ as: 'ria', files: { [file(id)]: aShop(id, lakh) } }])

describe('the rules', () => {
  test('read from the head: a pull request that drops the CFO is still judged with the CFO', async () => {
    const pull = await kit.attack('ria', 'no-cfo', [
      {
        as: 'ria',
        files: {
          '.github/landlord/APPROVERS': '[Anybody]\n* @ria\n[CFO] when false\n* @ria\n',
          [file('no-cfo')]: aShop('no-cfo', 40),
        },
      },
    ])
    const { title, conclusion } = await kit.sees(pull, /./)
    expect([title, conclusion]).toEqual(['Waiting for CFO and Rules', null])
  })

  test('an input dropped in the same change: a seat that it had opened stays open', async () => {
    await kit.plant({ [file('was-dear')]: aShop('was-dear', 40) })
    const pull = await kit.attack('ria', 'cheaper', [
      { as: 'ria', files: { [file('was-dear')]: aShop('was-dear', 5) } },
    ])
    const { title, comment } = await kit.sees(pull, /./)
    expect(title).toBe('Waiting for CFO')
    expect(comment).toContain('Before this change: Budget of ₹40,00,000 a year is at or above ₹10 lakh.')
  })

  test('a typo: a rule file is refused with its line, never skipped', async () => {
    const pull = await kit.attack('ria', 'typo', [
      {
        as: 'ria',
        files: { '.github/landlord/APPROVERS': '[CFO] wen budget.yearly >= lakh(10)\n* @acme/cfo\n' },
      },
    ])
    const { conclusion, comment } = await kit.sees(pull, /Refused/)
    expect(conclusion).toBe('failure')
    expect(comment).toMatch(/APPROVERS.*1/)
    expect(comment).toContain('is neither an owner nor a condition')
  })

  test('no rule for a file: what nobody speaks of does not pass', async () => {
    const pull = await kit.attack('ria', 'own-rules', [
      {
        as: 'ria',
        files: {
          '.github/landlord/APPROVERS': '[CFO] when budget.yearly >= lakh(10)\n/tenants/ @acme/cfo\n',
        },
      },
    ])
    const { title } = await kit.sees(pull, /./)
    // The rules in force ask the platform team; that the new ones would guard nothing is theirs to see.
    expect(title).toBe('Waiting for Rules')
  })
})

describe('an approval', () => {
  test('before a push: it was of something else, and the comment says so', async () => {
    const pull = await onboard('grows', 12)
    await kit.sees(pull, /Waiting for CFO/)
    await kit.approve('carla', pull)
    await kit.sees(pull, /Approved by CFO/)
    await kit.push('ria', 'grows', file('grows'), aShop('grows', 45))
    await kit.sees(pull, /Waiting for CFO/)
    expect(await kit.reads(pull, /approved .* has changed since/)).toContain('`carla`')
    expect(await kit.merge('ria', pull)).toMatchObject({ merged: false })
  })

  test('of a commit whose address belongs to no account: nothing counts', async () => {
    const pull = await kit.attack('ria', 'ghost', [
      { as: 'ghost@nowhere.example', files: { [file('ghost')]: aShop('ghost', 12) } },
    ])
    await kit.approve('carla', pull)
    const comment = await kit.reads(pull, /belongs to no account/)
    expect(comment).toContain('no approval counts')
    expect((await kit.sees(pull, /./)).conclusion).not.toBe('success')
  })

  test('by somebody whose work came in through a merge’s second parent', async () => {
    await kit.commit('side', [{ as: 'carla', files: { [file('second')]: aShop('second', 12) } }])
    const pull = await kit.attack('ria', 'second', [
      { as: 'ria', merge: 'side', files: { [file('second')]: aShop('second', 12) } },
    ])
    await kit.approve('carla', pull)
    const comment = await kit.reads(pull, /`carla`/)
    expect(comment).toContain('took part in writing')
    expect((await kit.sees(pull, /Refused/)).conclusion).toBe('failure')
  })

  test('by a comment, and by a bot', async () => {
    const pull = await onboard('by-bot', 12)
    await kit.sees(pull, /Waiting for CFO/)
    await watched
      .client('carla')
      .issues.createComment({ ...ref, issue_number: pull, body: 'Approved. /landlord approve' })
    await watched
      .client('carla')
      .pulls.createReview({ ...ref, pull_number: pull, event: 'COMMENT', body: 'LGTM' })
    await (await aBot('Approver')).pulls.createReview({ ...ref, pull_number: pull, event: 'APPROVE' })
    expect(await kit.reads(pull, /a bot’s review does not count/)).toContain('approver')
    expect((await kit.sees(pull, /./)).title).toBe('Waiting for CFO')
  })

  test('at the very moment of another one: each is told, and only the person’s counts', async () => {
    const pull = await onboard('at-once', 12)
    await kit.sees(pull, /Waiting for CFO/)
    const bot = await aBot('Hasty')
    await Promise.all([
      ...[1, 2, 3].map(() => bot.pulls.createReview({ ...ref, pull_number: pull, event: 'APPROVE' })),
      kit.approve('carla', pull),
      bot.pulls.createReview({ ...ref, pull_number: pull, event: 'REQUEST_CHANGES', body: 'No.' }),
    ])
    await kit.sees(pull, /Approved by CFO/)
    expect(await kit.reads(pull, /a bot’s review does not count/)).toContain('hasty')
  })

  test('by an author among more commits than GitHub lists at once', async () => {
    const first = { as: 'carla', files: { [file('many')]: aShop('many', 12) } }
    const others = Array.from({ length: 300 }, (_, n) => ({
      as: 'ria',
      files: { 'docs/notes.md': `${n}\n` },
    }))
    const pull = await kit.attack('ria', 'many', [first, ...others])
    await kit.approve('carla', pull)
    // Her review shows among those that did not count, with her as the one it is about.
    expect(await kit.reads(pull, /`carla`/)).toContain('took part in writing')
  })
})

describe('the list of files', () => {
  test('longer than the 3 000 that GitHub lists: the last one is judged too', async () => {
    const junk = Object.fromEntries(Array.from({ length: 3_200 }, (_, n) => [`junk/${n}.txt`, 'x']))
    const pull = await kit.attack('ria', 'crowd', [
      { as: 'ria', files: { ...junk, [file('zz-last')]: aShop('zz-last', 40) } },
    ])
    expect((await kit.sees(pull, /./)).title).toBe('Waiting for CFO and Everything else')
  })
})

describe('a status', () => {
  test('forged by a writer, and by another App: the merge stays blocked', async () => {
    const pull = await onboard('forged', 12)
    await kit.sees(pull, /Waiting for CFO/)
    const sha = (await watched.client('ria').pulls.get({ ...ref, pull_number: pull })).data.head.sha
    const forged = { ...ref, state: 'success', context: 'landlord' } as const
    await watched.client('ria').repos.createCommitStatus({ ...forged, sha })
    await (
      await aBot('Forger')
    ).checks.create({ ...ref, head_sha: sha, name: 'landlord', status: 'completed', conclusion: 'success' })
    const mine = watched
      .client('ria')
      .checks.create({ ...ref, head_sha: sha, name: 'landlord', conclusion: 'success' })
    await expect(mine).rejects.toMatchObject({ status: 403 })
    expect(await kit.merge('ria', pull)).toEqual({
      merged: false,
      says: 'Required status check "landlord" is in progress.',
    })
  })
})

describe('a merge queue', () => {
  const main = async (): Promise<string> =>
    (await watched.client('ria').git.getRef({ ...ref, ref: 'heads/main' })).data.object.sha
  const groups = () => watched.sandbox.github.deliveries().filter(({ event }) => event === 'merge_group')
  const conclusionAt = (sha: string) =>
    within(20_000, 'the check of the merge group', async () => {
      const { data } = await watched
        .client('ria')
        .checks.listForRef({ ...ref, ref: sha, check_name: 'landlord' })
      return data.check_runs.find(({ conclusion }) => conclusion !== null)
    })

  test('merges what holds on the merged tree too', async () => {
    const pull = await kit.attack('ria', 'docs', [{ as: 'ria', files: { 'docs/how.md': '# How\n' } }])
    await kit.approve('pat', pull)
    await kit.sees(pull, /Approved by Everything else/)
    const group = await watched.sandbox.github.world.enqueue(estate, pull, 'ria')
    expect((await conclusionAt(group.headSha)).conclusion).toBe('success')
    await within(10_000, 'the merge', async () => ((await main()) === group.headSha ? true : undefined))
    expect(groups().map(({ action, statusCode }) => [action, statusCode])).toContainEqual([
      'checks_requested',
      200,
    ])
  })

  test('passed with a green check of yesterday’s rules: it is judged again, and leaves the queue', async () => {
    const pull = await onboard('queued', 5)
    await kit.sees(pull, /Approved automatically/)
    const approvers =
      '[CFO] when budget.yearly >= lakh(1)\n* @acme/cfo\n[Rules]\n* @acme/platform\n/tenants/\n'
    await kit.plant({ '.github/landlord/APPROVERS': approvers })
    const before = await main()
    const group = await watched.sandbox.github.world.enqueue(estate, pull, 'ria')
    const check = await conclusionAt(group.headSha)
    expect(check).toMatchObject({ conclusion: 'failure', output: { title: 'Waiting for CFO' } })
    expect(check.output.summary).toContain('so it leaves the queue')
    expect(await main()).toBe(before)
    // The check is seen before GitHub has told of what it does because of it.
    await within(10_000, 'the end of the merge group', () =>
      Promise.resolve(groups().at(-1)?.action === 'destroyed' ? true : undefined),
    )
  })
})

describe('text from a tenant file', () => {
  test('mentions nobody, is no HTML and no marker, and names no resource', async () => {
    const evil = aShop('evil', 12).replace(
      'name: Shop evil',
      `name: '@acme/cfo <img src=x> <!-- landlord:review --> [x](http://e.example)'`,
    )
    const pull = await kit.attack('ria', 'evil', [{ as: 'ria', files: { [file('evil')]: evil } }])
    const { comment } = await kit.sees(pull, /./)
    expect(comment).not.toMatch(/@acme\/cfo <|<img|\]\(http:\/\/e/)
    expect(comment.match(/<!-- landlord:review -->/g)).toHaveLength(1)
    for (const id of [
      `x'; drop table tenants; --`,
      '${{ secrets.LANDLORD_PLATFORM_DATABASE_URL }}',
      '$(id)',
    ]) {
      await kit.push('ria', 'evil', file('evil'), evil.replace(/^id: .*$/m, `id: ${JSON.stringify(id)}`))
      expect((await kit.sees(pull, /Refused/)).conclusion).toBe('failure')
    }
  })
})

describe('a webhook', () => {
  /** What the app asked of one pull request; it looks at the estate by itself once in a while. */
  const asked = (pull: number) =>
    watched.exchanges.filter(
      (one) => byTheApp(one) && JSON.stringify(one.requestBody ?? null).includes(`"number":${pull},`),
    ).length
  const send = (delivery: string, body: string, secret: string) =>
    fetch(watched.sandbox.app.webhookUrl, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'x-github-event': 'pull_request',
        'x-github-delivery': delivery,
        'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
      },
    })

  test('forged is refused, and replayed is worked on once', async () => {
    const pull = await onboard('replayed', 12)
    await kit.sees(pull, /./)
    // The last thing that a review does is to ask the CFO.
    await within(10_000, 'the request of a reviewer', async () => {
      const { data } = await watched.client('ria').pulls.listRequestedReviewers({ ...ref, pull_number: pull })
      return data.users.length + data.teams.length > 0 ? true : undefined
    })
    await watched.sandbox.github.settled()
    const delivery = watched.sandbox.github
      .deliveries()
      .findLast(({ event, action }) => event === 'pull_request' && action === 'opened')
    const body = JSON.stringify(delivery?.request.payload)
    expect((await send('11111111-1111-4111-8111-111111111111', body, 'a guess')).status).toBe(400)

    const app = anApp(watched.sandbox.credentials)
    const before = asked(pull)
    expect(before).toBeGreaterThan(0)
    await app.request('POST /app/hook/deliveries/{delivery_id}/attempts', { delivery_id: delivery?.id ?? 0 })
    await watched.sandbox.github.settled()
    const again = watched.sandbox.github.deliveries().findLast(({ guid }) => guid === delivery?.guid)
    expect(again).toMatchObject({ redelivery: true, statusCode: 200 })
    expect(asked(pull)).toBe(before)
  })
})

describe('a pull request from a fork', () => {
  test('by somebody who may only read: judged like any other, with every right to nothing', async () => {
    const { github } = watched.sandbox
    const fred = clientOf(github.world.createUser('fred'))
    github.world.grant(estate, 'fred', 'read')
    await github.world.fork(estate, 'fred')
    const fork = { owner: 'fred', repo }
    const { data: main } = await fred.git.getRef({ ...fork, ref: 'heads/main' })
    await fred.git.createRef({ ...fork, ref: 'refs/heads/gift', sha: main.object.sha })
    const put = async (path: string, text: string) => {
      const known = await fred.repos.getContent({ ...fork, path, ref: 'gift' }).catch(() => undefined)
      await fred.repos.createOrUpdateFileContents({
        ...{
          ...fork,
          path,
          branch: 'gift',
          message: 'A gift',
          content: Buffer.from(text).toString('base64'),
        },
        ...(known && 'sha' in known.data && { sha: known.data.sha }),
      })
    }
    await put(file('gift'), aShop('gift', 12))
    await put(
      '.github/workflows/provision.yml',
      'on: pull_request\njobs: { steal: { runs-on: x, steps: [] } }\n',
    )
    const { data } = await fred.pulls.create({ ...ref, title: 'A gift', head: 'fred:gift', base: 'main' })
    expect(data.head.repo.full_name).toBe('fred/estate')
    expect((await kit.sees(data.number, /./)).title).toBe('Waiting for CFO and Rules')
    await kit.approve('carla', data.number)
    await kit.approve('pat', data.number)
    await kit.sees(data.number, /Approved by CFO and Rules/)
    // What is pushed to the fork afterwards was approved by nobody.
    await put(file('gift'), aShop('gift', 90))
    await kit.sees(data.number, /Waiting for CFO/)
    expect(await kit.reads(data.number, /approved .* has changed since/)).toContain('`carla`')
    const merged = fred.pulls.merge({ ...ref, pull_number: data.number })
    await expect(merged).rejects.toMatchObject({ status: 403 })
    // The App has no key to the fork, and asked nothing of it.
    expect(watched.exchanges.filter((one) => byTheApp(one) && /\/fred\//i.test(one.path))).toEqual([])
  })
})

describe('a team below another', () => {
  test('fills the seat of the one above, until its member leaves', async () => {
    const { world } = watched.sandbox.github
    world.createTeam(owner, 'cfo-asia', { members: ['hari'], parent: 'cfo' })
    const pull = await onboard('nested', 12)
    await kit.sees(pull, /Waiting for CFO/)
    await kit.approve('hari', pull)
    await kit.sees(pull, /Approved by CFO/)
    world.removeFromTeam(owner, 'cfo-asia', 'hari')
    await kit.sees(pull, /Waiting for CFO/)
    expect(await kit.reads(pull, /`hari`/)).toContain('@acme/cfo')
  })
})

describe('an approval, much later', () => {
  test('by who is in the team no more: green is taken back with nothing happening on the pull request', async () => {
    const pull = await onboard('left', 12)
    await kit.approve('carla', pull)
    await kit.sees(pull, /Approved by CFO/)
    watched.sandbox.github.world.removeFromTeam('acme', 'cfo', 'carla')
    try {
      expect((await kit.sees(pull, /Refused/)).conclusion).toBe('failure')
      expect(await kit.reads(pull, /has no members/)).toContain('`@acme/cfo`')
      expect(await kit.merge('ria', pull)).toMatchObject({ merged: false })
    } finally {
      watched.sandbox.github.world.addToTeam('acme', 'cfo', 'carla')
    }
    // An empty team heals by itself, as soon as somebody is in it.
    await kit.sees(pull, /Approved by CFO/)
  })
})

describe('credentials', () => {
  test('no pull request, from a fork or not, has started a run or seen a secret', async () => {
    const { data } = await watched.client('pat').actions.listWorkflowRunsForRepo(ref)
    expect(data.total_count).toBe(0)
    const dispatched = watched.exchanges.filter(({ template }) => template.endsWith('/dispatches'))
    expect(dispatched).toEqual([])
  })
})

test('everything was said as GitHub says it', () => {
  expect(watched.unlikeGitHub()).toEqual([])
})

const clientOf = (token: string) => new Octokit({ baseUrl: watched.sandbox.github.url, auth: token })

const anApp = (
  { appId, privateKey }: Readonly<{ appId: number; privateKey: string }>,
  installationId?: number,
) =>
  new Octokit({
    baseUrl: watched.sandbox.github.url,
    authStrategy: createAppAuth,
    auth: { appId, privateKey, ...(installationId !== undefined && { installationId }) },
  })

/** Another App with every right that counts here. */
async function aBot(name: string): Promise<Octokit> {
  const { world } = watched.sandbox.github
  const permissions = {
    pull_requests: 'write',
    checks: 'write',
    statuses: 'write',
    contents: 'write',
  } as const
  const app = await world.registerApp({ name, owner, permissions, events: [], webhookSecret: 'x' })
  return anApp(app, world.install(app.appId, estate))
}
