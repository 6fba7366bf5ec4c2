import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { signCheckpoint } from '../../src/audit/checkpoint.ts'
import { parseCheckpoint } from '../../src/audit/export.ts'
import { publishAnchor } from '../../src/github/publish/publish-anchor.ts'
import { newEstate, repo, type Estate } from '../sandbox/github/estate.ts'

jest.setTimeout(60_000)

let estate: Estate
beforeAll(async () => {
  estate = await newEstate({})
})
afterAll(() => estate.close())

const { privateKey } = generateKeyPairSync('ed25519')
const of = (size: number) =>
  signCheckpoint(
    { estate: 'acme/estate', size, root: 'a'.repeat(64), at: '2026-11-21T10:00:00.000Z' },
    privateKey,
  )

test('checkpoints gather on a branch of their own, each a commit, none replaced', async () => {
  const ref = { owner: 'acme', repo: 'estate', installation: 1 }
  await publishAnchor(estate.app.bot, ref, of(3))
  await publishAnchor(estate.app.bot, ref, of(12))
  const boss = estate.as('boss')
  const { data: commits } = await boss.repos.listCommits({ ...repo, sha: 'audit-anchors' })
  expect(commits.map(({ commit }) => commit.message)).toEqual([
    'Audit checkpoint of 12 entries',
    'Audit checkpoint of 3 entries',
  ])
  const { data: files } = await boss.repos.getContent({ ...repo, path: 'checkpoints', ref: 'audit-anchors' })
  expect((files as { name: string }[]).map(({ name }) => name)).toEqual([
    '000000000003.json',
    '000000000012.json',
  ])
  const { data: text } = await boss.repos.getContent({
    ...{ ...repo, ref: 'audit-anchors', path: 'checkpoints/000000000012.json' },
    mediaType: { format: 'raw' },
  })
  expect(parseCheckpoint(text as unknown as string)).toEqual(of(12))
})
