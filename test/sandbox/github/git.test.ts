import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { execFile } from 'node:child_process'
import { symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startGitHub } from '../../../src/sandbox/github/start.ts'
import { newEstate, openPull, repo, told, type Estate } from './estate.ts'

let estate: Estate
let clone: string
beforeAll(async () => {
  estate = await newEstate()
  clone = join(estate.home, 'clone')
  await git(estate.home, 'clone', '--quiet', address('ria'), clone)
})
afterAll(() => estate.close())

const run = promisify(execFile)
const identity = { GIT_AUTHOR_NAME: 'Ria', GIT_AUTHOR_EMAIL: 'ria@users.example' }
const env = {
  ...process.env,
  ...identity,
  GIT_COMMITTER_NAME: 'Ria',
  GIT_COMMITTER_EMAIL: 'ria@users.example',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
}
const git = async (cwd: string, ...args: string[]) => (await run('git', args, { cwd, env })).stdout.trim()
const failure = (answer: Promise<unknown>) =>
  answer.then(
    () => 'succeeded',
    (error: unknown) => (error as { stderr: string }).stderr,
  )
const address = (who: string) =>
  `${estate.github.webUrl.replace('://', `://x-access-token:${estate.token(who)}@`)}/acme/estate.git`

async function commit(path: string, text: string): Promise<string> {
  await writeFile(join(clone, path), text)
  await git(clone, 'add', '.')
  await git(clone, 'commit', '--quiet', '-m', `Change ${path}`)
  return git(clone, 'rev-parse', 'HEAD')
}

test('a clone holds the repository’s files', async () => {
  expect(await git(clone, 'ls-files')).toBe('README.md\ntenants/first.yaml')
})

test('a pushed branch becomes a pull request, and a second push is announced on it', async () => {
  await git(clone, 'switch', '--quiet', '-c', 'by-git')
  const first = await commit('one.txt', '1')
  await git(clone, 'push', '--quiet', 'origin', 'by-git')
  const { data: pull } = await estate
    .as('ria')
    .pulls.create({ ...repo, head: 'by-git', base: 'main', title: 'By git' })
  const second = await commit('two.txt', '2')
  await git(clone, 'push', '--quiet', 'origin', 'by-git')
  const now = await estate.as('ria').pulls.get({ ...repo, pull_number: pull.number })
  expect(now.data).toMatchObject({ head: { sha: second }, commits: 2 })
  const [synchronize] = await estate.received('pull_request', 'synchronize')
  expect(synchronize?.payload).toMatchObject({ before: first, after: second, sender: { login: 'ria' } })
  const pushes = await estate.received('push')
  expect(
    told(pushes, ({ created, forced, commits }) => ({ created, forced, commits: commits.length })),
  ).toEqual([
    { created: true, forced: false, commits: 1 },
    { created: false, forced: false, commits: 1 },
  ])
  expect(pushes[1]?.payload.commits[0]).toMatchObject({ added: ['two.txt'], author: { username: 'ria' } })
})

test('a force-push rewrites the pull request', async () => {
  await git(clone, 'reset', '--quiet', '--hard', 'HEAD~1')
  const rewritten = await commit('three.txt', '3')
  expect(await failure(git(clone, 'push', '--quiet', 'origin', 'by-git'))).toContain('rejected')
  await git(clone, 'push', '--quiet', '--force', 'origin', 'by-git')
  const files = await estate.as('ria').pulls.listFiles({ ...repo, pull_number: 1 })
  expect(files.data.map(({ filename }) => filename)).toEqual(['one.txt', 'three.txt'])
  const pushes = await estate.received('push')
  expect(pushes.at(-1)?.payload).toMatchObject({ forced: true, after: rewritten })
})

test('the head, the test merge and any commit can be fetched, as actions/checkout does', async () => {
  await git(clone, 'fetch', '--quiet', 'origin', 'refs/pull/1/merge')
  expect(
    await git(clone, 'show', '--name-only', '--format=', 'FETCH_HEAD', '-m', '--first-parent'),
  ).toContain('three.txt')
  const { data } = await estate.as('ria').pulls.get({ ...repo, pull_number: 1 })
  expect(data.merge_commit_sha).toBe(await git(clone, 'rev-parse', 'FETCH_HEAD'))
  const checkout = join(estate.home, 'checkout')
  await git(estate.home, 'init', '--quiet', checkout)
  await git(checkout, 'fetch', '--quiet', '--depth=1', address('ria'), data.head.sha)
})

test('merging by pushing to the base closes the pull request as merged', async () => {
  await git(clone, 'switch', '--quiet', 'main')
  await git(clone, 'merge', '--quiet', '--no-ff', '-m', 'Merge by hand', 'by-git')
  await git(clone, 'push', '--quiet', 'origin', 'main')
  const { data } = await estate.as('ria').pulls.get({ ...repo, pull_number: 1 })
  expect(data).toMatchObject({ merged: true, state: 'closed', merged_by: { login: 'ria' } })
})

describe('refuses', () => {
  const push = (who: string, ref: string) => failure(git(clone, 'push', '--quiet', address(who), ref))

  test('who has no token, a wrong one, or no rights', async () => {
    const open = `${estate.github.webUrl}/acme/estate.git`
    expect(await failure(git(estate.home, 'ls-remote', open))).toContain('could not read Username')
    expect(await failure(git(estate.home, 'ls-remote', address('wrong')))).toContain('Authentication failed')
    expect(await failure(git(estate.home, 'ls-remote', address('stranger')))).toContain('not found')
    expect(await push('reader', 'HEAD:refs/heads/mine')).toContain('403')
  })

  test('refs that are GitHub’s own', async () => {
    expect(await push('boss', 'HEAD:refs/pull/1/head')).toContain('deny updating a hidden ref')
  })

  test('a protected branch, except from its administrators', async () => {
    estate.github.world.protectBranch('acme/estate', 'main', { checks: ['landlord'] })
    await commit('direct.txt', 'x')
    expect(await push('ria', 'HEAD:main')).toContain(
      'GH006: Protected branch update failed for refs/heads/main',
    )
    expect(await push('boss', 'HEAD:main')).toBe('succeeded')
  })
})

test('an App’s token pushes as its bot', async () => {
  const { data } = await estate.app.itself.apps.createInstallationAccessToken({
    installation_id: estate.app.installationId,
  })
  await git(clone, 'push', '--quiet', address(data.token), 'HEAD:refs/heads/by-bot')
  const pushes = await estate.received('push')
  expect(pushes.at(-1)?.payload.pusher.name).toBe('landlord[bot]')
})

test('two pushes at once are both announced, once each', async () => {
  await openPull(estate.as('ria'), 'racing', { 'r.txt': 'r' })
  const before = (await estate.received('push')).length
  await Promise.all(
    ['race-a', 'race-b'].map((name) => git(clone, 'push', '--quiet', 'origin', `HEAD:refs/heads/${name}`)),
  )
  const pushes = (await estate.received('push')).slice(before)
  expect(told(pushes, (payload) => payload.ref).sort()).toEqual(['refs/heads/race-a', 'refs/heads/race-b'])
})

test('a second start in the same home begins anew; files keep their modes and links', async () => {
  const source = join(estate.home, 'source')
  await git(estate.home, 'clone', '--quiet', address('boss'), source)
  await writeFile(join(source, 'run.sh'), '#!/bin/sh\n', { mode: 0o755 })
  await symlink('README.md', join(source, 'link'))
  const github = await startGitHub({ home: estate.home })
  github.world.createUser('acme')
  await github.world.createRepository('acme', 'again', { from: { 'old.txt': 'old' } })
  const { folder } = await github.world.createRepository('acme', 'again', { from: source })
  expect(await git(folder, 'ls-tree', '--format=%(objectmode) %(path)', 'main')).toContain('100755 run.sh')
  expect(await git(folder, 'ls-tree', '--format=%(objectmode) %(path)', 'main')).toContain('120000 link')
  expect(await git(folder, 'log', '--format=%s', 'main')).toBe('Initial commit')
  await github.close()
})
