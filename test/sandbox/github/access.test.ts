import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createSign, generateKeyPairSync } from 'node:crypto'
import { client, newEstate, openPull, refusal, repo, statusOf, type Estate } from './estate.ts'

let ahead = 0
const now = () => new Date(Date.now() + ahead)
let estate: Estate
beforeAll(async () => {
  estate = await newEstate({ now })
})
afterAll(() => estate.close())

const seconds = (offset: number) => Math.floor(now().getTime() / 1000) + offset

function jwt(claims: object, { key = estate.app.privateKey, alg = 'RS256' } = {}): string {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const text = `${encode({ alg, typ: 'JWT' })}.${encode({ iat: seconds(-60), exp: seconds(300), iss: estate.app.appId, ...claims })}`
  return `${text}.${createSign('RSA-SHA256').update(text).sign(key, 'base64url')}`
}
const asApp = (claims: object, options = {}) => client(estate.github, jwt(claims, options))

describe('an App’s own token', () => {
  test('is taken when signed with its key', async () => {
    const { data } = await asApp({}).apps.getAuthenticated()
    expect(data).toMatchObject({ slug: 'landlord', permissions: { checks: 'write', metadata: 'read' } })
  })

  test.each([
    ['has expired', { exp: -1 }, 'must be a numeric value representing the future time'],
    ['lives too long', { exp: 3600 }, 'is too far in the future'],
    ['was issued in the future', { iat: 600 }, "'Issued at' claim"],
  ])('is 401 when it %s', async (_, offsets, why) => {
    const claims = Object.fromEntries(
      Object.entries(offsets).map(([name, offset]) => [name, seconds(offset)]),
    )
    const answer = await refusal(asApp(claims).apps.getAuthenticated())
    expect(answer).toContain('401')
    expect(answer).toContain(why)
  })

  test('is 401 when signed with another key, by another algorithm, or for no App', async () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
      type: 'pkcs1',
      format: 'pem',
    })
    expect(await statusOf(asApp({}, { key: other }).apps.getAuthenticated())).toBe(401)
    expect(await statusOf(asApp({}, { alg: 'none' }).apps.getAuthenticated())).toBe(401)
    expect(await statusOf(asApp({ iss: 7 }).apps.getAuthenticated())).toBe(401)
    expect(await statusOf(client(estate.github, 'a.b.c').apps.getAuthenticated())).toBe(401)
  })

  test('opens no repository', async () => {
    expect(await refusal(asApp({}).repos.get(repo))).toBe('403 Resource not accessible by integration')
  })
})

describe('an installation’s token', () => {
  const issue = (limits: object) =>
    asApp({}).apps.createInstallationAccessToken({ installation_id: estate.app.installationId, ...limits })

  test('is for the installation that the repository names', async () => {
    const { data } = await asApp({}).apps.getRepoInstallation(repo)
    expect(data).toMatchObject({
      id: estate.app.installationId,
      account: { login: 'acme' },
      target_type: 'Organization',
    })
    expect((await asApp({}).apps.listInstallations()).data).toHaveLength(1)
    expect((await estate.app.bot.apps.listReposAccessibleToInstallation()).data.total_count).toBe(1)
  })

  test('does what the App was granted, and no more', async () => {
    expect((await estate.app.bot.repos.get(repo)).data.full_name).toBe('acme/estate')
    const protect = estate.app.bot.repos.getBranchProtection({ ...repo, branch: 'main' })
    expect(await refusal(protect)).toBe('403 Resource not accessible by integration')
    const sha = (await estate.app.bot.git.getRef({ ...repo, ref: 'heads/main' })).data.object.sha
    const status = estate.app.bot.repos.createCommitStatus({ ...repo, sha, state: 'success' })
    expect(await refusal(status)).toBe('403 Resource not accessible by integration')
  })

  test('can be narrowed, never widened', async () => {
    const { data } = await issue({ permissions: { contents: 'read' }, repositories: ['estate'] })
    const narrow = client(estate.github, data.token)
    expect((await narrow.repos.getContent({ ...repo, path: 'README.md' })).status).toBe(200)
    expect(await statusOf(narrow.pulls.list(repo))).toBe(403)
    expect(await statusOf(issue({ permissions: { administration: 'write' } }))).toBe(422)
    expect(await statusOf(issue({ repositories: ['elsewhere'] }))).toBe(422)
  })

  test('dies after an hour', async () => {
    const { data } = await issue({})
    const octokit = client(estate.github, data.token)
    expect((await octokit.repos.get(repo)).status).toBe(200)
    ahead = 3_600_001
    expect(await refusal(octokit.repos.get(repo))).toBe('401 Bad credentials')
    ahead = 0
  })

  test('sees only repositories where the App is installed', async () => {
    await estate.github.world.createRepository('acme', 'other')
    expect(await statusOf(estate.app.bot.repos.get({ owner: 'acme', repo: 'other' }))).toBe(404)
  })
})

describe('people', () => {
  test('with a wrong token are 401, without one see nothing private', async () => {
    expect(await refusal(client(estate.github, 'ghp_wrong').users.getAuthenticated())).toBe(
      '401 Bad credentials',
    )
    expect(await statusOf(client(estate.github).users.getAuthenticated())).toBe(401)
    expect(await statusOf(client(estate.github).repos.get(repo))).toBe(401)
    expect((await client(estate.github).users.getByUsername({ username: 'ria' })).data.login).toBe('ria')
  })

  test('see who they are and what they may', async () => {
    expect((await estate.as('ria').users.getAuthenticated()).data).toMatchObject({
      login: 'ria',
      email: 'ria@users.example',
    })
    expect((await estate.as('reader').repos.get(repo)).data.permissions).toMatchObject({
      pull: true,
      push: false,
    })
    expect(await statusOf(estate.as('stranger').repos.get(repo))).toBe(404)
  })

  test('who may read open no branches', async () => {
    const sha = (await estate.as('reader').git.getRef({ ...repo, ref: 'heads/main' })).data.object.sha
    expect(await statusOf(estate.as('reader').git.createRef({ ...repo, ref: 'refs/heads/x', sha }))).toBe(403)
  })

  test.each([
    ['boss', 'admin', 'admin'],
    ['pat', 'write', 'write'],
    ['reader', 'read', 'read'],
    ['stranger', 'none', 'none'],
  ])('%s has the permission %s', async (username, permission, role_name) => {
    const { data } = await estate.app.bot.repos.getCollaboratorPermissionLevel({ ...repo, username })
    expect(data).toMatchObject({ permission, role_name })
  })

  test('are members of a team through the teams below it', async () => {
    estate.github.world.createTeam('acme', 'retail', { members: ['reader'], parent: 'platform' })
    const team = { org: 'acme', team_slug: 'platform' }
    const members = await estate.app.bot.teams.listMembersInOrg(team)
    expect(members.data.map(({ login }) => login)).toEqual(['pat', 'ria', 'reader'])
    const membership = (username: string) =>
      estate.app.bot.teams.getMembershipForUserInOrg({ ...team, username })
    expect((await membership('reader')).data.state).toBe('active')
    expect(await statusOf(membership('stranger'))).toBe(404)
    expect((await estate.app.bot.teams.getByName(team)).data.members_count).toBe(3)
    expect(await statusOf(estate.as('stranger').teams.getByName(team))).toBe(404)
    expect((await estate.as('ria').teams.list({ org: 'acme' })).data).toHaveLength(2)
    const people = await estate.as('pat').repos.listCollaborators(repo)
    expect(people.data.map(({ login, role_name }) => `${login} ${role_name}`)).toEqual([
      'reader write',
      'pat write',
      'ria write',
      'boss admin',
    ])
    const those = async (permission: 'push' | 'admin') =>
      (await estate.app.bot.repos.listCollaborators({ ...repo, permission })).data.map(({ login }) => login)
    expect(await those('push')).toEqual(['reader', 'pat', 'ria', 'boss'])
    expect(await those('admin')).toEqual(['boss'])
  })
})

test('a commit of an unknown address belongs to nobody', async () => {
  const ria = estate.as('ria')
  const opened = await openPull(ria, 'unknown', { 'x.txt': 'x' })
  await ria.repos.createOrUpdateFileContents({
    ...repo,
    path: 'y.txt',
    branch: 'unknown',
    message: 'From elsewhere',
    content: '',
    author: { name: 'Nobody', email: 'nobody@nowhere.example' },
  })
  const { data } = await ria.pulls.listCommits({ ...repo, pull_number: opened.number })
  expect(data.map(({ author }) => author?.login ?? null)).toEqual(['ria', null])
})
