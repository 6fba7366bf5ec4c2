import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { commitFiles, newEstate, putFile, refusal, repo, type Estate } from './estate.ts'

let estate: Estate
beforeAll(async () => {
  estate = await newEstate()
})
afterAll(() => estate.close())

test('contents are read as file, folder and raw text, at any ref', async () => {
  const ria = estate.as('ria')
  const file = await ria.repos.getContent({ ...repo, path: 'tenants/first.yaml' })
  expect(file.data).toMatchObject({ type: 'file', encoding: 'base64', size: 21, path: 'tenants/first.yaml' })
  const folder = await ria.repos.getContent({ ...repo, path: '', ref: 'main' })
  expect(
    (folder.data as { name: string; type: string }[]).map(({ name, type }) => `${type} ${name}`),
  ).toEqual(['file README.md', 'dir tenants'])
  const raw = await ria.repos.getContent({ ...repo, path: 'README.md', mediaType: { format: 'raw' } })
  expect(raw.data).toBe('# Estate\n')
  expect(await refusal(ria.repos.getContent({ ...repo, path: 'nothing.txt' }))).toBe('404 Not Found')
  expect(await refusal(ria.repos.getContent({ ...repo, path: 'README.md', ref: 'nowhere' }))).toContain('404')
})

test('a file is changed only by who saw its latest version', async () => {
  const ria = estate.as('ria')
  const put = (sha?: string) =>
    ria.repos.createOrUpdateFileContents({
      ...repo,
      path: 'README.md',
      message: 'm',
      content: '',
      ...(sha && { sha }),
    })
  expect(await refusal(put())).toContain('422 Invalid request.\n\n"sha" wasn\'t supplied.')
  expect(await refusal(put('0'.repeat(40)))).toContain('409 README.md does not match')
  const { data } = await ria.repos.getContent({ ...repo, path: 'README.md' })
  const gone = await ria.repos.deleteFile({
    ...repo,
    path: 'README.md',
    message: 'Gone',
    sha: (data as { sha: string }).sha,
  })
  expect(gone.data.commit.message).toBe('Gone')
  expect(await refusal(ria.repos.getContent({ ...repo, path: 'README.md' }))).toBe('404 Not Found')
})

test('a path that leaves the repository is refused', async () => {
  const put = estate
    .as('ria')
    .request('PUT /repos/{owner}/{repo}/contents/a%2F..%2Fb', { ...repo, message: 'm', content: '' })
  expect(await refusal(put)).toContain('malformed path component')
})

test('a commit is built from blobs and a tree, and a branch is moved to it', async () => {
  const { git } = estate.app.bot
  const main = await git.getRef({ ...repo, ref: 'heads/main' })
  const base = await git.getCommit({ ...repo, commit_sha: main.data.object.sha })
  const blob = await git.createBlob({ ...repo, content: 'made by hand\n' })
  const tree = await git.createTree({
    ...repo,
    base_tree: base.data.tree.sha,
    tree: [
      { path: 'by/hand.txt', mode: '100644', type: 'blob', sha: blob.data.sha },
      { path: 'inline.sh', mode: '100755', type: 'blob', content: '#!/bin/sh\n' },
      { path: 'tenants/first.yaml', mode: '100644', type: 'blob', sha: null },
    ],
  })
  const commit = await git.createCommit({
    ...repo,
    message: 'By hand',
    tree: tree.data.sha,
    parents: [base.data.sha],
  })
  await git.createRef({ ...repo, ref: 'refs/heads/by-hand', sha: commit.data.sha })
  const all = await git.getTree({ ...repo, tree_sha: 'by-hand', recursive: '1' })
  expect(all.data.tree.map(({ path, mode }) => `${mode} ${path}`)).toEqual([
    '040000 by',
    '100644 by/hand.txt',
    '100755 inline.sh',
  ])
  expect((await git.getBlob({ ...repo, file_sha: blob.data.sha })).data.content).toBe(
    Buffer.from('made by hand\n').toString('base64'),
  )
  const seen = await estate.as('ria').repos.getCommit({ ...repo, ref: commit.data.sha })
  expect(seen.data.author).toMatchObject({ login: 'landlord[bot]' })
  expect(seen.data.files?.map(({ status, filename }) => `${status} ${filename}`)).toEqual([
    'added by/hand.txt',
    'added inline.sh',
    'removed tenants/first.yaml',
  ])
})

test('a ref moves backwards only by force', async () => {
  const ria = estate.as('ria')
  const first = await commitFiles(ria, 'moving', { 'a.txt': '1' })
  await putFile(ria, { branch: 'moving', path: 'a.txt', text: '2' })
  const back = (force: boolean) => ria.git.updateRef({ ...repo, ref: 'heads/moving', sha: first, force })
  expect(await refusal(back(false))).toBe('422 Update is not a fast forward')
  expect((await back(true)).data.object.sha).toBe(first)
  const pushes = await estate.received('push')
  expect(pushes.at(-1)?.payload).toMatchObject({ forced: true, after: first })
  expect(await refusal(ria.git.createRef({ ...repo, ref: 'refs/heads/moving', sha: first }))).toContain(
    'already exists',
  )
  expect(await refusal(ria.git.createRef({ ...repo, ref: 'refs/pull/1/head', sha: first }))).toContain('422')
  const matching = await ria.git.listMatchingRefs({ ...repo, ref: 'heads/mov' })
  expect(matching.data.map(({ ref }) => ref)).toEqual(['refs/heads/moving'])
})

test('a comparison starts at the merge base and knows the people behind commits', async () => {
  const ria = estate.as('ria')
  const main = await ria.git.getRef({ ...repo, ref: 'heads/main' })
  await commitFiles(ria, 'compared', { 'one.txt': '1', 'two.txt': '2' })
  await putFile(estate.as('pat'), { branch: 'main', path: 'elsewhere.txt', text: 'x' })
  const { data } = await ria.repos.compareCommitsWithBasehead({ ...repo, basehead: 'main...compared' })
  expect(data).toMatchObject({
    status: 'diverged',
    ahead_by: 2,
    behind_by: 1,
    merge_base_commit: { sha: main.data.object.sha },
  })
  expect(data.files?.map(({ filename }) => filename)).toEqual(['one.txt', 'two.txt'])
  expect(data.commits[0]).toMatchObject({
    author: { login: 'ria' },
    commit: { author: { email: 'ria@users.example' } },
  })
  const page = await ria.repos.compareCommitsWithBasehead({
    ...repo,
    basehead: 'main...compared',
    per_page: 1,
    page: 2,
  })
  expect([page.data.commits.length, page.data.files]).toEqual([1, undefined])
  const same = await ria.repos.compareCommitsWithBasehead({ ...repo, basehead: 'main...main' })
  expect(same.data.status).toBe('identical')
})

test('branches are listed; a name with a slash is one branch', async () => {
  await commitFiles(estate.as('ria'), 'team/retail', { 'r.txt': 'r' })
  const one = await estate.as('ria').repos.getBranch({ ...repo, branch: 'team/retail' })
  expect(one.data.name).toBe('team/retail')
  const all = await estate.as('ria').paginate(estate.as('ria').repos.listBranches, { ...repo, per_page: 2 })
  expect(all.map(({ name }) => name)).toEqual(expect.arrayContaining(['main', 'team/retail', 'compared']))
})
