import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { strToU8, zipSync } from 'fflate'
import { mergeChange } from '../../src/flows/merge-change.ts'
import { runOperation, type OperationIO } from '../../src/flows/run-operation.ts'
import { blobCache } from '../../src/github/blob-cache.ts'
import { cancelRun, dispatchRun } from '../../src/github/dispatch-run.ts'
import { loadRules } from '../../src/github/load/load-main.ts'
import { loadMerge, loadMergedSince } from '../../src/github/load/load-merge.ts'
import { loadText } from '../../src/github/load/load-text.ts'
import { observeRun } from '../../src/github/observe-run.ts'
import { publishComment } from '../../src/github/publish/publish-comment.ts'
import { closeRevert, observeRevert, openRevert } from '../../src/github/publish/revert.ts'
import { operationId } from '../../src/provisioning/new-operation.ts'
import { openRegistry, type Registry } from '../../src/registry/registry.ts'
import type { Runner } from '../../src/sandbox/actions/runner.ts'
import { freshDatabase } from '../embedded.ts'
import { aResult, someChecks } from '../operation-builders.ts'
import { newEstate, openPull, putFile, repo, type Estate } from '../sandbox/github/estate.ts'

/**
 * The adapters and flows after a merge, against the sandbox's GitHub, which holds every request and every answer to
 * GitHub's published description; the registry is a real one. Only the workflow's work is played.
 */
// Every request is a few git processes; a busy machine may take its time.
jest.setTimeout(60_000)

let estate: Estate
let registry: Registry
let io: OperationIO
const outcomes: Parameters<typeof aResult>[0][] = []
const own = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
const ref = { owner: 'acme', repo: 'estate', installation: 1 }
const cache = blobCache()
let ids = 0

const runner: Runner = {
  submit: ({ inputs }, report) => {
    const { operation = '', action = '', tenant = '', sha = '', lastGoodSha = '' } = inputs
    const result = aResult({
      operation,
      tenant,
      action: action === 'apply' ? 'apply' : 'rollback',
      sha: action === 'apply' || lastGoodSha === '' ? sha : lastGoodSha,
      ...outcomes.shift(),
    })
    const at = (second: number) => `2026-11-21T10:00:0${second}Z`
    const names = action === 'apply' ? ['Apply', 'Configure', 'Verify'] : ['Roll back']
    const conclusion = result.outcome === 'succeeded' ? 'success' : 'failure'
    report({ type: 'queued', name: 'Provision', title: `landlord ${operation} ${action} ${tenant}` })
    report({ type: 'started' })
    report({
      type: 'job',
      job: {
        key: 'provision',
        name: 'provision',
        status: 'completed',
        conclusion,
        startedAt: at(0),
        completedAt: at(9),
        steps: names.map((name, index) => ({
          number: index + 1,
          name,
          status: 'completed',
          conclusion,
          startedAt: at(index + 1),
          completedAt: at(index + 2),
        })),
      },
    })
    report({
      type: 'artifact',
      name: 'result',
      zip: zipSync({ 'result.json': strToU8(JSON.stringify(result)) }),
    })
    report({ type: 'completed', conclusion })
  },
  cancel: () => undefined,
  close: () => Promise.resolve(),
}

const workflow = `name: Provision
run-name: landlord \${{ inputs.operation }} \${{ inputs.action }} \${{ inputs.tenant }}
on:
  workflow_dispatch:
    inputs:
      operation: {required: true}
      tenant: {required: true}
      action: {required: true}
      sha: {required: true}
      lastGoodSha: {required: false}
jobs:
  provision: {runs-on: ubuntu-latest, steps: [{run: 'true'}]}
`

beforeAll(async () => {
  estate = await newEstate({ runner })
  registry = await openRegistry(await freshDatabase())
  const boss = estate.as('boss')
  await putFile(boss, { branch: 'main', path: '.github/workflows/provision.yml', text: workflow })
  await putFile(boss, {
    branch: 'main',
    path: '.github/landlord/settings.yml',
    text: own('.github/landlord/settings.yml'),
  })
  const github = estate.app.bot
  const { data: app } = await estate.app.itself.apps.getAuthenticated()
  io = {
    ...registry,
    wake: () => Promise.resolve(),
    dispatch: (of, action) => dispatchRun(github, of, action),
    observeRun: (of, action) => observeRun(github, of, { action, app: { slug: app?.slug ?? '' } }),
    cancelRun: (of, runId) => cancelRun(github, of, runId),
    openRevert: (of, words, lastGood) => openRevert(github, of, { words, lastGood }),
    observeRevert: (of, pull) => observeRevert(github, of, pull),
    closeRevert: (of, pull, says) => closeRevert(github, of, { pull, says }),
    tell: () => Promise.resolve(),
    loadNow: () => Promise.resolve(undefined),
    loadText: (of, sha, path) => loadText(github, of, { sha, path }),
    publishReport: ({ estate: of, pull }, comment) =>
      publishComment(github, { estate: of, number: pull ?? 0 }, { comment, app: { slug: app?.slug ?? '' } }),
    now: () => new Date(),
    pollMs: 1000,
  }
})
afterAll(async () => {
  await registry.close()
  await estate.close()
})

const take = (pull: number, sha: string) =>
  mergeChange(
    { estate: ref, pull, sha },
    {
      ...registry,
      loadMerge: (merged) => loadMerge(estate.app.bot, merged, cache),
      loadRules: (of, at) => loadRules(estate.app.bot, of, { sha: at, cache }),
      // Who decided what is another test's.
      decisionsSince: () => Promise.resolve('9999-12-31T00:00:00.000Z'),
      wake: () => Promise.resolve(),
      newId: () => operationId(new Uint8Array(20).fill(++ids)),
      now: () => new Date(),
    },
  )

async function mergeFile(branch: string, path: string, text: string) {
  const { number } = await openPull(estate.as('ria'), branch, { [path]: text })
  const merged = await estate.as('pat').pulls.merge({ ...repo, pull_number: number })
  return { number, sha: merged.data.sha, ...(await take(number, merged.data.sha)) }
}
const drive = async (id: string, until: string): Promise<void> => {
  for (let looks = 0; looks < 50; looks++) if ((await runOperation(id, io))?.state === until) return
  throw new Error(`never ${until}: ${(await registry.operation(id))?.state ?? 'gone'}`)
}
const comments = async (number: number) =>
  (await estate.as('ria').issues.listComments({ ...repo, issue_number: number })).data.map(
    ({ body }) => body ?? '',
  )
const onMain = (path: string) =>
  estate
    .as('ria')
    .repos.getContent({ ...repo, path, mediaType: { format: 'raw' } })
    .then(({ data }) => data as unknown as string)

const school = own('tenants/vidya-school.yaml')

test('a merged tenant file becomes an active tenant, reported once on its pull request', async () => {
  const { operations, number, sha } = await mergeFile('school', 'tenants/vidya-school.yaml', school)
  expect(operations).toHaveLength(1)
  await drive(operations[0]!, 'ACTIVE')
  expect(await registry.deployedTenant(ref, 'vidya-school')).toMatchObject({ sha, source: school })
  const [report, ...more] = await comments(number)
  expect(more).toEqual([])
  expect(report).toContain('✅ `vidya-school` is active')
  expect((await registry.operation(operations[0]!))?.history.map(({ state }) => state)).toEqual([
    'QUEUED',
    'DISPATCHED',
    'APPLYING',
    'CONFIGURING',
    'VERIFYING',
    'ACTIVE',
  ])
  // Told of again, by a second delivery or by looking for missed ones, it starts nothing.
  expect((await take(number, sha)).skipped).toMatchObject([{ because: 'it already stands like this' }])
  const missed = await loadMergedSince(estate.app.bot, ref, new Date(Date.now() - 3_600_000))
  expect(missed.map((merge) => merge.sha)).toContain(sha)
})

test('a failed onboarding is destroyed and taken out again by a pull request whose merge starts nothing', async () => {
  const path = 'tenants/bazaar-retail.yaml'
  outcomes.push(
    { outcome: 'failed', reason: 'Leaks.', checks: someChecks({ 'tenant-isolation': 'fail' }) },
    { checks: [] },
  )
  const { operations, number } = await mergeFile('bazaar', path, own(path))
  await drive(operations[0]!, 'REVERT_PR')
  const { revertPull = 0 } = (await registry.operation(operations[0]!)) ?? {}
  const { data: pull } = await estate.as('ria').pulls.get({ ...repo, pull_number: revertPull })
  expect(pull).toMatchObject({ state: 'open', changed_files: 1, user: { type: 'Bot' } })
  expect((await comments(number)).join()).toContain(`merge #${revertPull}`)

  const merged = await estate.as('pat').pulls.merge({ ...repo, pull_number: revertPull })
  expect(await take(revertPull, merged.data.sha)).toMatchObject({ operations: [], findings: [] })
  await drive(operations[0]!, 'REVERTED')
  await expect(onMain(path)).rejects.toMatchObject({ status: 404 })
  expect(await registry.deployedTenant(ref, 'bazaar-retail')).toBeUndefined()
})

test('a failed change goes back to the last good commit, and its file to that content and nothing else', async () => {
  const path = 'tenants/vidya-school.yaml'
  const worse = school.replace(/^name: .*$/m, 'name: Vidya School Two')
  outcomes.push({ outcome: 'failed', checks: someChecks({ 'query-latency': 'fail' }) }, {})
  const { operations } = await mergeFile('worse', path, worse)
  await putFile(estate.as('boss'), { branch: 'main', path: 'README.md', text: '# Moved on\n' })
  await drive(operations[0]!, 'REVERT_PR')
  const { revertPull = 0 } = (await registry.operation(operations[0]!)) ?? {}
  await estate.as('pat').pulls.merge({ ...repo, pull_number: revertPull })
  await drive(operations[0]!, 'REVERTED')
  expect(await onMain(path)).toBe(school)
  expect(await onMain('README.md')).toBe('# Moved on\n')
})

test('a revert that a later change made needless closes by itself and says why', async () => {
  const path = 'tenants/sunrise-health.yaml'
  const text = own(path)
  outcomes.push({ outcome: 'failed', checks: someChecks({ 'cost-tags': 'fail' }) }, { checks: [] })
  const first = await mergeFile('sunrise', path, text)
  await drive(first.operations[0]!, 'REVERT_PR')
  const mended = await mergeFile('mended', path, `${text}# mended\n`)
  expect((await registry.operation(mended.operations[0]!))?.kind).toBe('onboard')
  await drive(mended.operations[0]!, 'ACTIVE')
  await drive(first.operations[0]!, 'REVERTED')
  const { revertPull = 0 } = (await registry.operation(first.operations[0]!)) ?? {}
  const { data: pull } = await estate.as('ria').pulls.get({ ...repo, pull_number: revertPull })
  expect(pull).toMatchObject({ state: 'closed', merged: false })
  expect((await comments(revertPull)).join()).toContain('changed since by another pull request')
})
