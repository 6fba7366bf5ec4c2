import { describe, expect, test } from '@jest/globals'
import nock from 'nock'
import { loadHead } from '../../src/github/load/load-pull.ts'
import { loadReview, type LoadIO } from '../../src/github/load/load-review.ts'
import { newMemory } from '../../src/github/memory.ts'
import type { AskedSeats } from '../../src/review/asking/asked-seats.ts'
import { UserError } from '../../src/tenant/user-error.ts'
import { aFile } from '../builders.ts'
import { aSeat } from '../review/a-verdict.ts'
import {
  aGitHub,
  anOctokit,
  approversFile,
  baseSha,
  headSha,
  inGitHub,
  mergeBaseSha,
  ref,
  type FakeGitHub,
} from './a-github.ts'

inGitHub()

/** Seats of these approvers are open, whatever the files say. */
const seatsFor =
  (...approvers: readonly string[]) =>
  (): AskedSeats => ({
    seats: approvers.map((one) => aSeat({ approvers: [one] })),
    distinct: true,
    named: [],
  })

const everybody = seatsFor('@acme/cfo', '@acme/cto', '@maya')

const load = (
  { octokit }: Pick<FakeGitHub, 'octokit'>,
  { memory = newMemory(), asked = everybody }: Partial<Pick<LoadIO, 'memory' | 'asked'>> = {},
) =>
  loadReview(ref, {
    ...{ github: octokit, memory, asked },
    standing: () => Promise.resolve([{ tenant: 'sunrise-health', blob: 'abc' }]),
  })

const textOf = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes)
const sunrise = aFile('tenants/sunrise-health.yaml', 'id: sunrise-health\n')
const bazaar = aFile('tenants/bazaar-retail.yaml', 'id: bazaar-retail\n')

describe('what is loaded', () => {
  test('changes between merge base and head, rules and neighbours of the base branch as it stands now', async () => {
    const input = await load(
      aGitHub({
        base: [approversFile, sunrise, bazaar],
        mergeBase: [aFile('.github/landlord/APPROVERS', '# old\n'), sunrise],
        head: [
          aFile('.github/landlord/APPROVERS', '# old\n'),
          aFile(sunrise.path, 'id: sunrise-health\ntier: gold\n'),
        ],
      }),
    )
    expect(input.pull).toMatchObject({
      number: 7,
      headSha,
      baseSha,
      baseRef: 'main',
      author: 'ria',
      fromFork: false,
    })
    expect(input.files.map(({ path }) => path)).toEqual(['tenants/sunrise-health.yaml'])
    expect(textOf(input.files[0]?.before?.bytes)).toBe('id: sunrise-health\n')
    expect(textOf(input.files[0]?.after?.bytes)).toBe('id: sunrise-health\ntier: gold\n')
    expect(input.rules.map(({ bytes }) => textOf(bytes))).toEqual([textOf(approversFile.bytes)])
    expect(input.neighbours.map(({ path }) => path)).toEqual([
      'tenants/sunrise-health.yaml',
      'tenants/bazaar-retail.yaml',
    ])
    expect(input.on).toBe('2026-11-20T10:00:00Z')
    expect(input.standing).toEqual([{ tenant: 'sunrise-health', blob: 'abc' }])
  })

  test('rules are those of the base, whatever the head says', async () => {
    const loose = aFile('.github/landlord/APPROVERS', '# nobody\n')
    const input = await load(aGitHub({ head: [loose] }))
    expect(input.rules).toEqual([approversFile])
    expect(textOf(input.files[0]?.after?.bytes)).toBe('# nobody\n')
  })

  test('an added, a removed and a moved file, and one whose mode alone changed', async () => {
    const input = await load(
      aGitHub({
        base: [approversFile, sunrise, aFile('run.sh', 'x')],
        head: [
          approversFile,
          aFile('tenants/old/sunrise-health.yaml', 'id: sunrise-health\n'),
          aFile('run.sh', 'x', '100755'),
        ],
      }),
    )
    expect(input.files.map(({ path, before, after }) => [path, before?.mode, after?.mode])).toEqual([
      ['run.sh', '100644', '100755'],
      ['tenants/old/sunrise-health.yaml', undefined, '100644'],
      ['tenants/sunrise-health.yaml', '100644', undefined],
    ])
  })

  test('links, submodules and oversized files are listed, and not read', async () => {
    const big = { ...aFile('tenants/big.yaml', 'x'), size: 1024 * 1024 }
    const github = aGitHub({
      head: [
        approversFile,
        big,
        aFile('tenants/link.yaml', 'sunrise-health.yaml', '120000'),
        aFile('tenants/sub.yaml', '', '160000'),
        aFile('docs/manual.md', 'not needed'),
      ],
    })
    const input = await load(github)
    expect(input.files.map(({ after }) => after?.bytes)).toEqual([undefined, undefined, undefined, undefined])
    expect(github.asked.filter((line) => line.includes('/git/blobs/'))).toHaveLength(1)
  })

  test.each([
    ['another repository', 'other'],
    ['a fork that was deleted', 'deleted'],
  ] as const)('the head is in %s', async (_, fork) => {
    expect((await load(aGitHub({ fork }))).pull?.fromFork).toBe(true)
  })

  test('what changed files held at a commit that was approved', async () => {
    const approved = 'e'.repeat(40)
    const forgotten = 'f'.repeat(40)
    const input = await load(
      aGitHub({
        head: [approversFile, sunrise],
        trees: { [approved]: [approversFile, bazaar], [forgotten]: 'gone' },
        reviews: [
          { user: 'carla', sha: approved },
          { user: 'tom', sha: forgotten },
          { user: 'lena', sha: 'd'.repeat(40), state: 'COMMENTED' },
        ],
      }),
    )
    expect(input.reviewed).toEqual({ [approved]: { 'tenants/sunrise-health.yaml': undefined } })
  })
})

describe('who took part', () => {
  test.each([
    ['the author of a commit', [{ author: 'hari' }], ['ria', 'hari']],
    ['who committed for another', [{ author: 'hari', committer: 'esha' }], ['ria', 'hari', 'esha']],
    [
      'not GitHub itself, which commits for the browser',
      [{ author: 'hari', committer: 'web-flow' }],
      ['ria', 'hari'],
    ],
    [
      'a co-author named by GitHub’s own address',
      [{ message: 'Change\n\nCo-authored-by: Tom <12+tom@users.noreply.github.com>' }],
      ['ria', 'tom'],
    ],
  ])('counts %s', async (_, commits, authors) => {
    const { people } = await load(aGitHub({ commits }))
    expect(people?.authors).toEqual(authors)
    expect(people?.unknownAuthors).toEqual([])
  })

  test.each([
    [
      'an author without an account',
      [{ sha: 'x1', author: null, email: 'who@knows.example' }],
      'who@knows.example',
    ],
    [
      'a co-author whose address is nobody’s that we know',
      [{ sha: 'x1', message: 'Change\n\nCo-Authored-By: Who <who@knows.example>' }],
      'who@knows.example',
    ],
  ])('reports %s', async (_, commits, email) => {
    const { people } = await load(aGitHub({ commits }))
    expect(people?.unknownAuthors[0]).toEqual({ sha: 'x1', email })
  })

  test('every commit of a long branch, page by page', async () => {
    const commits = Array.from({ length: 250 }, (_, i) => ({ sha: `s${i}`, author: `person-${i}` }))
    const { people } = await load(aGitHub({ commits }))
    expect(people?.authors).toHaveLength(251)
  })
})

describe('who may approve', () => {
  test('reviews oldest first, without those not submitted yet', async () => {
    const { people } = await load(
      aGitHub({
        reviews: [
          { user: 'tom', at: '2026-11-20T12:00:00Z' },
          { user: 'carla', at: '2026-11-20T11:00:00Z', state: 'CHANGES_REQUESTED' },
          { user: 'lena', state: 'PENDING' },
          { user: 'helper[bot]', type: 'Bot', at: '2026-11-20T13:00:00Z' },
        ],
      }),
    )
    expect(people?.reviews.map(({ login, state, isBot }) => [login, state, isBot])).toEqual([
      ['carla', 'CHANGES_REQUESTED', false],
      ['tom', 'APPROVED', false],
      ['helper[bot]', 'APPROVED', true],
    ])
  })

  test('only teams of the seats that are open are read; one that does not exist is absent', async () => {
    const github = aGitHub({ teams: { 'acme/cfo': ['carla'], 'acme/other': ['zoe'] } })
    const { people } = await load(github, { asked: seatsFor('@Acme/CFO', '@acme/gone', 'cfo@acme.example') })
    expect(people?.teams).toEqual({ 'acme/cfo': ['carla'] })
    expect(github.asked.filter((line) => line.includes('/teams/')).map((line) => line.split('?')[0])).toEqual(
      ['GET /orgs/acme/teams/cfo/members', 'GET /orgs/acme/teams/gone/members'],
    )
  })

  test('with no seat open nobody is asked about', async () => {
    const github = aGitHub()
    await load(github, { asked: seatsFor() })
    expect(github.asked.filter((line) => /teams|collaborators/.test(line))).toEqual([])
  })

  test('of reviewers those count who are neither bots nor authors, and were not dismissed', async () => {
    const github = aGitHub({
      reviews: [
        { user: 'ria' },
        { user: 'tom', state: 'DISMISSED' },
        { user: 'helper[bot]', type: 'Bot' },
        { user: 'guest', state: 'CHANGES_REQUESTED' },
      ],
    })
    expect((await load(github, { asked: seatsFor() })).people?.writers).toEqual(['guest'])
    expect(github.asked.filter((line) => line.includes('collaborators'))).toEqual([
      'GET /repos/acme/estate/collaborators/guest/permission',
    ])
  })

  test('who is not on the list of writers is asked about alone', async () => {
    const github = aGitHub({
      teams: { 'acme/cfo': ['carla', 'cara', 'cyril'] },
      listed: ['carla'],
      permissions: { cara: 'admin', cyril: 'read' },
    })
    expect((await load(github, { asked: seatsFor('@acme/cfo') })).people?.writers).toEqual(['carla', 'cara'])
    expect(github.asked.filter((line) => line.includes('collaborators'))).toEqual([
      'GET /repos/acme/estate/collaborators?permission=push&per_page=100',
      'GET /repos/acme/estate/collaborators/cara/permission',
      'GET /repos/acme/estate/collaborators/cyril/permission',
    ])
  })

  test('a large team is read to its last page', async () => {
    const members = Array.from({ length: 230 }, (_, i) => `person-${i}`)
    const { people } = await load(aGitHub({ teams: { 'acme/cfo': members, 'acme/cto': [] } }))
    expect(people?.teams['acme/cfo']).toHaveLength(230)
  })

  test('the approval of an account that was deleted is nobody’s, and stands in nobody’s way', async () => {
    const { people } = await load(aGitHub({ reviews: [{ user: null }, { user: 'carla' }] }))
    expect(people?.reviews.map(({ login }) => login)).toEqual(['carla'])
  })

  test('members, people named in the file and reviewers count as writers only with write permission now', async () => {
    const { people } = await load(
      aGitHub({
        reviews: [{ user: 'guest' }],
        permissions: { carla: 'admin', tom: 'read', guest: 'none', maya: 'write' },
      }),
    )
    expect(people?.writers.toSorted()).toEqual(['carla', 'maya'])
  })
})

describe('what goes wrong', () => {
  test('a tree that GitHub cuts short is never decided on', async () => {
    await expect(load(aGitHub({ truncated: true }))).rejects.toThrow(/too many files/)
  })

  const failing = (status: number, headers: Record<string, string> = {}) => {
    nock('https://api.github.com').get(/.*/).times(20).reply(status, { message: 'no' }, headers)
    return load({ octokit: anOctokit() })
  }

  test.each([
    [401, {}, /does not allow Landlord to read pull request #7 \(401\)|does not allow/],
    [403, {}, /does not allow/],
    [403, { 'x-ratelimit-remaining': '0' }, /rate limit/],
    [429, { 'retry-after': '60' }, /rate limit/],
    [404, {}, /knows no such thing/],
    [500, {}, /GitHub failed \(500\)/],
    [502, {}, /GitHub failed \(502\)/],
  ])('%d %j is said in words, with a mend', async (status, headers, words) => {
    const error: unknown = await failing(status, headers).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(UserError)
    expect((error as UserError).message).toMatch(words)
    expect((error as UserError).fix).not.toBe('')
  })

  test('what is our own mistake (422) is not dressed up', async () => {
    await expect(failing(422)).rejects.not.toBeInstanceOf(UserError)
  })
})

describe('how many calls it takes', () => {
  const peopleCalls = (lines: readonly string[]) => lines.filter((line) => /teams|collaborators/.test(line))

  test('opened with one tenant file: cold, and warm', async () => {
    const github = aGitHub({ base: [approversFile, sunrise], head: [approversFile, sunrise, bazaar] })
    const memory = newMemory()
    const asked = seatsFor('@acme/cfo')
    await load(github, { memory, asked })
    expect(github.asked.splice(0).map((line) => line.replace(/[0-9a-f]{40}|\?.*/g, ''))).toEqual([
      'GET /repos/acme/estate/pulls/7',
      'GET /repos/acme/estate/pulls/7/reviews',
      'GET /repos/acme/estate/compare/main...',
      'GET /repos/acme/estate/git/trees/',
      'GET /repos/acme/estate/git/trees/',
      'GET /repos/acme/estate/git/blobs/',
      'GET /repos/acme/estate/git/blobs/',
      'GET /repos/acme/estate/git/blobs/',
      'GET /orgs/acme/teams/cfo/members',
      'GET /repos/acme/estate/collaborators',
    ])
    await load(github, { memory, asked })
    expect(github.asked.map((line) => line.replace(/\?.*/, ''))).toEqual([
      'GET /repos/acme/estate/pulls/7',
      'GET /repos/acme/estate/pulls/7/reviews',
      `GET /repos/acme/estate/compare/main...${headSha}`,
    ])
  })

  test.each([
    ['fewer people approve than are wanted: what was just read of people will do', ['carla'], 0],
    ['enough approve, so the gate may turn green: people are read anew', ['carla', 'tom'], 3],
  ])('%s', async (_, reviewers, calls) => {
    const memory = newMemory()
    const asked = seatsFor('@acme/cfo', '@acme/cto')
    await load(aGitHub(), { memory, asked })
    nock.cleanAll()
    const github = aGitHub({ reviews: reviewers.map((user) => ({ user })) })
    await load(github, { memory, asked })
    expect(peopleCalls(github.asked)).toHaveLength(calls)
  })

  test('who lost their membership meanwhile fills nothing', async () => {
    const memory = newMemory()
    const asked = seatsFor('@acme/cfo')
    await load(aGitHub(), { memory, asked })
    nock.cleanAll()
    const github = aGitHub({ reviews: [{ user: 'carla' }], teams: { 'acme/cfo': [] } })
    expect((await load(github, { memory, asked })).people?.teams).toEqual({ 'acme/cfo': [] })
  })

  test('the merge base has a tree of its own only when the base branch has moved on', async () => {
    const github = aGitHub({
      base: [approversFile, sunrise],
      mergeBase: [approversFile],
      head: [approversFile],
    })
    await load(github)
    expect(github.asked.filter((line) => line.includes(`/git/trees/${mergeBaseSha}`))).toHaveLength(1)
  })

  test('asking for the head alone is one call', async () => {
    const github = aGitHub()
    expect(await loadHead(github.octokit, ref)).toBe(headSha)
    expect(github.asked).toHaveLength(1)
  })
})
