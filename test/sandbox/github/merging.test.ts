import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { newEstate, openPull, putFile, refusal, repo, type Estate } from './estate.ts'

let estate: Estate
beforeAll(async () => {
  estate = await newEstate()
})
afterAll(() => estate.close())

const merge = (who: string, pull_number: number, more = {}) =>
  estate.as(who).pulls.merge({ ...repo, pull_number, ...more })

describe('three ways to merge', () => {
  test('a merge commit has both parents, closes the pull request and is announced with the push', async () => {
    const opened = await openPull(estate.as('ria'), 'plain', { 'plain.txt': 'x' })
    const { data } = await merge('pat', opened.number, { sha: opened.head.sha })
    const commit = await estate.as('ria').git.getCommit({ ...repo, commit_sha: data.sha })
    expect(commit.data.parents.map(({ sha }) => sha)).toEqual([opened.base.sha, opened.head.sha])
    expect(commit.data.message).toBe(`Merge pull request #${opened.number} from acme/plain\n\nAdd plain`)
    const now = await estate.as('ria').pulls.get({ ...repo, pull_number: opened.number })
    expect(now.data).toMatchObject({
      state: 'closed',
      merged: true,
      merge_commit_sha: data.sha,
      merged_by: { login: 'pat' },
    })
    expect(now.data.changed_files).toBe(1)
    const closed = await estate.received('pull_request', 'closed')
    expect(closed.at(-1)?.payload.pull_request).toMatchObject({ merged: true, merge_commit_sha: data.sha })
    const pushes = await estate.received('push')
    expect(pushes.at(-1)?.payload).toMatchObject({
      ref: 'refs/heads/main',
      after: data.sha,
      pusher: { name: 'pat' },
    })
  })

  test('a squash is one commit, named after the pull request', async () => {
    const opened = await openPull(estate.as('ria'), 'squashed', { 'a.txt': 'a', 'b.txt': 'b' })
    const { data } = await merge('pat', opened.number, { merge_method: 'squash' })
    const commit = await estate.as('ria').git.getCommit({ ...repo, commit_sha: data.sha })
    expect(commit.data.parents).toHaveLength(1)
    expect(commit.data.message).toBe(`Add squashed (#${opened.number})\n\n* Change a.txt\n* Change b.txt`)
  })

  test('a rebase replays each commit, its author kept', async () => {
    const opened = await openPull(estate.as('ria'), 'replayed', { 'c.txt': 'c', 'd.txt': 'd' })
    await putFile(estate.as('pat'), { branch: 'main', path: 'meanwhile.txt', text: 'x' })
    const { data } = await merge('pat', opened.number, { merge_method: 'rebase' })
    const { data: history } = await estate
      .as('ria')
      .repos.listCommits({ ...repo, sha: data.sha, per_page: 3 })
    expect(history.map(({ commit }) => commit.message)).toEqual([
      'Change d.txt',
      'Change c.txt',
      'Change meanwhile.txt',
    ])
    expect(history[0]?.author).toMatchObject({ login: 'ria' })
  })
})

test('a head that moved since it was seen is 409', async () => {
  const opened = await openPull(estate.as('ria'), 'moving', { 'm.txt': '1' })
  await putFile(estate.as('ria'), { branch: 'moving', path: 'm.txt', text: '2' })
  expect(await refusal(merge('pat', opened.number, { sha: opened.head.sha }))).toBe(
    '409 Head branch was modified. Review and try the merge again.',
  )
})

test('a conflict is git’s own: not mergeable, and 405', async () => {
  const opened = await openPull(estate.as('ria'), 'conflict', {
    'tenants/first.yaml': 'id: first\ntier: silver\n',
  })
  await putFile(estate.as('pat'), {
    branch: 'main',
    path: 'tenants/first.yaml',
    text: 'id: first\ntier: bronze\n',
  })
  const now = await estate.as('ria').pulls.get({ ...repo, pull_number: opened.number })
  expect(now.data).toMatchObject({ mergeable: false, mergeable_state: 'dirty' })
  expect(await refusal(merge('pat', opened.number))).toBe('405 Pull Request is not mergeable')
})

test('update-branch brings the base in', async () => {
  const opened = await openPull(estate.as('ria'), 'behind', { 'behind.txt': '1' })
  await putFile(estate.as('pat'), { branch: 'main', path: 'ahead.txt', text: '2' })
  await estate.as('ria').pulls.updateBranch({ ...repo, pull_number: opened.number })
  const now = await estate.as('ria').pulls.get({ ...repo, pull_number: opened.number })
  expect(now.data.commits).toBe(2)
  expect(now.data.changed_files).toBe(1)
})

describe('a protected branch', () => {
  const setCheck = (head_sha: string, conclusion: 'success' | 'failure') =>
    estate.app.bot.checks.create({ ...repo, name: 'landlord', head_sha, conclusion })

  beforeAll(async () => {
    await estate.as('boss').repos.updateBranchProtection({
      ...repo,
      branch: 'main',
      required_status_checks: {
        strict: false,
        contexts: [],
        checks: [{ context: 'landlord', app_id: estate.app.appId }],
      },
      enforce_admins: true,
      required_pull_request_reviews: null,
      restrictions: null,
    })
  })

  test('shows its rules to administrators only', async () => {
    const { data } = await estate.as('boss').repos.getBranchProtection({ ...repo, branch: 'main' })
    expect(data.required_status_checks?.checks).toEqual([{ context: 'landlord', app_id: estate.app.appId }])
    expect(await refusal(estate.as('ria').repos.getBranchProtection({ ...repo, branch: 'main' }))).toContain(
      '403',
    )
  })

  test('takes no pull request before its check, not even from its owner, nor with another App’s check', async () => {
    const opened = await openPull(estate.as('ria'), 'guarded', { 'guarded.txt': 'x' })
    expect(await refusal(merge('boss', opened.number))).toBe(
      '405 Required status check "landlord" is expected.',
    )
    await estate
      .as('pat')
      .repos.createCommitStatus({ ...repo, sha: opened.head.sha, state: 'success', context: 'landlord' })
    expect(await refusal(merge('pat', opened.number))).toContain('405')
    await setCheck(opened.head.sha, 'failure')
    expect(await refusal(merge('pat', opened.number))).toBe(
      '405 Required status check "landlord" is failing.',
    )
    const blocked = await estate.as('ria').pulls.get({ ...repo, pull_number: opened.number })
    expect(blocked.data.mergeable_state).toBe('blocked')
    await setCheck(opened.head.sha, 'success')
    await merge('pat', opened.number)
  })

  test('takes no direct change and no deletion', async () => {
    const put = putFile(estate.as('pat'), { branch: 'main', path: 'direct.txt', text: 'x' })
    expect(await refusal(put)).toContain('409 Could not update main')
    expect(await refusal(estate.as('pat').git.deleteRef({ ...repo, ref: 'heads/main' }))).toContain('422')
  })

  test('can ask for approvals', async () => {
    estate.github.world.protectBranch('acme/estate', 'main', {
      enforceAdmins: true,
      reviews: { count: 1, dismissStale: true, codeOwners: false },
    })
    const opened = await openPull(estate.as('ria'), 'reviewed', { 'reviewed.txt': 'x' })
    const pull = { ...repo, pull_number: opened.number }
    expect(await refusal(merge('pat', opened.number))).toContain(
      '405 At least 1 approving review is required',
    )
    await estate.as('reader').pulls.createReview({ ...pull, event: 'APPROVE' })
    expect(await refusal(merge('pat', opened.number))).toContain('405')
    await estate.as('pat').pulls.createReview({ ...pull, event: 'APPROVE' })
    await putFile(estate.as('ria'), {
      branch: 'reviewed',
      path: 'reviewed.txt',
      text: 'changed after approval',
    })
    expect(await refusal(merge('pat', opened.number))).toContain('405')
    await estate.as('pat').pulls.createReview({ ...pull, event: 'APPROVE' })
    await merge('pat', opened.number)
  })
})
