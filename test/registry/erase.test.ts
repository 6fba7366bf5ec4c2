import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import pg from 'pg'
import { verifyChain } from '../../src/audit/verify.ts'
import type { Operation } from '../../src/provisioning/operation.ts'
import { openQueue, type Queue } from '../../src/queue/queue.ts'
import { openRegistry, type Registry } from '../../src/registry/registry.ts'
import type { Decision } from '../../src/review/decision.ts'
import { freshDatabase } from '../embedded.ts'
import { aResult, anOperation, later, someChecks, t0 } from '../operation-builders.ts'

/** As GitHub knows her, and as APPROVERS may. Nothing of either may be left. */
const login = 'Zsofia-K'
const address = 'zsofia@people.example'
const said = `Ask @${login.toLowerCase()}, or ${address}.`

const estate = { owner: 'acme', repo: 'estate', installation: 7 }
const silent = { warn: () => undefined, error: () => undefined }

let url: string
let client: pg.Client
let registry: Registry
let queue: Queue

beforeAll(async () => {
  url = await freshDatabase()
  client = new pg.Client(url)
  await client.connect()
  registry = await openRegistry(url)
  queue = await openQueue(url, silent)
})
afterAll(async () => {
  await queue.close()
  await registry.close()
  await client.end()
})

/** Every column of every row of every table, as a dump would have it; by table. */
async function dump(): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows: tables } = await client.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  )
  const dumped = new Map<string, readonly string[]>()
  for (const { name } of tables) {
    const { rows } = await client.query<{ line: string }>(
      `select row_to_json(t)::text as line from ${name} t`,
    )
    dumped.set(
      name,
      rows.map(({ line }) => line),
    )
  }
  return dumped
}

/** Tables in which a text of hers stands. */
async function naming(): Promise<readonly string[]> {
  const hers = [login, address].map((text) => text.toLowerCase())
  return [...(await dump())]
    .filter(([, lines]) => lines.some((line) => hers.some((text) => line.toLowerCase().includes(text))))
    .map(([name]) => name)
    .sort()
}

const aDecision = (pull: number): Decision => ({
  ...{ outcome: 'approved', pull, author: 'ria', headSha: `${pull}`.repeat(40), baseSha: 'b'.repeat(40) },
  ...{ inputDigest: 'i', rulesDigest: 'r', restored: [], landlord: '1' },
  seats: [
    {
      ...{ seat: 'CFO', because: said, line: 1, needed: 2 },
      approvers: ['@acme/cfo', `@${login}`, address],
      filledBy: [
        { login, at: t0.toISOString(), sha: 'a'.repeat(40) },
        { login: 'carla', at: null, sha: null },
      ],
    },
  ],
  askedNobody: [{ section: 'Code owners', line: 2, condition: `change.author != "${login}"` }],
  blobs: { 'tenants/bazaar-retail.yaml': 'b' },
})

let made = 0
/** Of everything that an operation may say, with her in it. */
function anyOperation(changes: Partial<Operation>): Operation {
  made += 1
  const at = t0.toISOString()
  const result = aResult({
    ...{ reason: said, notes: [said], evidence: [said], left: [said] },
    checks: someChecks().map((check) => ({ ...check, expects: said, evidence: [said] })),
    drift: { changes: [], broken: [said] },
  })
  return anOperation({
    ...{
      id: `op_${String(made).padStart(20, '0')}`,
      sha: String(made).padStart(40, '0'),
      tenant: `t-${made}`,
    },
    authority: { by: 'break-glass', login, reason: said, at },
    skipped: [{ name: 'CFO', because: said, approvers: [`@${login}`, address] }],
    mayLose: { login, at, digest: 'd' },
    retirement: {
      purgeAfter: at,
      approvals: [
        { login, at },
        { login: 'pat', at },
      ],
    },
    ...{ reason: said, result, rollbackResult: result, purgeResult: result },
    history: [{ state: 'QUEUED', at, reason: said }],
    ...changes,
  })
}

async function create(changes: Partial<Operation>): Promise<Operation> {
  const operation = anyOperation(changes)
  await registry.createOperation({ ...operation, state: 'QUEUED' })
  const at = later(1).toISOString()
  const to: Operation = {
    ...operation,
    history: [...operation.history, { state: operation.state, at, reason: said }],
    revision: operation.revision + 1,
  }
  await registry.saveTransition({ ...operation, state: 'QUEUED' }, to, 'id: t\n')
  return to
}

const answer = (pull: number) => ({
  do: 'answer' as const,
  comment: {
    pull: { estate, number: pull },
    id: pull,
    body: `/landlord help, ${said}`,
    author: { login, isBot: false },
  },
})
const reviewed = (who: string) => ({
  [`${who.toLowerCase()} ${'a'.repeat(40)} ${t0.toISOString()}`]: { CFO: { rule: 'd' } },
})

/** All that the registry ever keeps of anybody, of pull requests that are over. */
beforeEach(async () => {
  await registry.rememberEstates([estate])
  await registry.saveDecision(estate, aDecision(1))
  await registry.withdrawDecision(estate, { pull: 1, headSha: '1'.repeat(40) }, said)
  await registry.saveDecision(estate, { ...aDecision(2), author: login })
  await create({ state: 'REVERTED' })
  for (const who of [login, address]) {
    await registry.saveApprovedRules(estate, 1, reviewed(who))
    const monthly = { currency: 'INR', minor: 1n } as const
    await registry.saveApprovedAmounts(estate, 1, {
      [Object.keys(reviewed(who))[0] ?? '']: { monthly, unpriced: 0 },
    })
  }
  await registry.saveAskedReviewers(estate, 1, [login, 'carla'])
  await registry.saveNotices([
    { event: 'request', estate, key: 'request #1', says: said, facts: [['Asked', said]] },
  ])
  const payload = { jobs: [answer(1), { do: 'people', installation: 7, who: [login.toLowerCase()] }], estate }
  await registry.recordDeliveries([{ id: 'delivery', event: 'issue_comment', payload }])
  await registry.markHandled(['delivery'])
  for (const [name, state] of [
    ['delivery', 'completed'],
    ['delivery-dead', 'created'],
  ])
    await client.query(
      `insert into pgboss.job (name, data, state, output) values ($1, $2, $3::pgboss.job_state, $4)`,
      [name, { job: answer(1), delivery: 'd' }, state, { message: said }],
    )
  await client.query(`insert into pgboss.job (name, data, output) values ('delivery-dead', $1, $2)`, [
    { job: { do: 'tend', estate }, delivery: 'd' },
    { message: said },
  ])
})

const verified = async () =>
  verifyChain(await registry.auditEntries(estate), {
    estate: 'acme/estate',
    checkpoints: [],
    keys: undefined,
  })

test('erased, a whole dump of the database says nothing of her any more, and the chain is valid', async () => {
  const before = await naming()
  // Else it would be no proof: everywhere that may name somebody does.
  expect(before.map((name) => name.replace(/^public\.|_common$/g, ''))).toEqual(
    expect.arrayContaining([
      ...['approved_amounts', 'approved_rules', 'asked_reviewers', 'audit_meanings', 'decisions', 'inbox'],
      ...['notices', 'operation_history', 'operations'],
    ]),
  )
  expect(before.some((name) => name.startsWith('pgboss.'))).toBe(true)
  const found = await registry.namedIn(estate, login)
  const erased = await registry.erasePerson(estate, login, 'DSR-12')
  expect(erased).toEqual(found)
  expect(erased.left).toEqual({ pulls: [], operations: [], tenants: [] })
  await registry.erasePerson(estate, address)
  expect(await naming()).toEqual([])
  expect(await verified()).toHaveProperty('entries')
})

test('what is evidence stays: who else, how many, at what, and that two were different people', async () => {
  const { rows: before } = await client.query<{ data: Decision }>(
    "select data from decisions where kind = 'decided'",
  )
  await registry.erasePerson(estate, login)
  await registry.erasePerson(estate, address)
  const { rows } = await client.query<{ data: Decision }>(
    "select data from decisions where kind = 'decided' order by id desc",
  )
  expect(rows).toHaveLength(before.length)
  const [{ data } = { data: aDecision(0) }] = rows
  const [seat] = data.seats
  const standIn = data.author
  expect(standIn).toMatch(/^erased-[0-9a-f]{8}$/)
  expect(seat).toMatchObject({ seat: 'CFO', needed: 2, filledBy: [{ login: standIn }, { login: 'carla' }] })
  expect(seat?.approvers).toEqual(['@acme/cfo', `@${standIn}`, expect.stringMatching(/^erased-/)])
  expect(data.blobs).toEqual({ 'tenants/bazaar-retail.yaml': 'b' })
  const { rows: jobs } = await client.query("select from pgboss.job where data #>> '{job,do}' = 'tend'")
  expect(jobs.length).toBeGreaterThan(0)
})

test('what is under way, or deployed, keeps her name, and that is said', async () => {
  const open = await create({ state: 'GRACE' })
  const stands = await create({ state: 'ACTIVE', file: 'tenants/t.yaml' })
  await client.query('update tenants set source = $1 where tenant = $2', [said, stands.tenant])
  await registry.saveHangsOn(estate, 2, [login.toLowerCase()])
  const { left } = await registry.erasePerson(estate, login)
  expect(left).toEqual({ pulls: [2], operations: [open.id], tenants: [stands.tenant] })
  // Whoever has said yes to the purge cannot say it again as somebody else.
  expect((await registry.operation(open.id))?.retirement?.approvals[0]?.login).toBe(login)
  expect((await registry.operation(stands.id))?.reason).not.toContain(login.toLowerCase())
  await registry.saveHangsOn(estate, 2, [])
})

test('of another estate nothing goes, and what programs go by stays, whoever is called so', async () => {
  const other = { ...estate, repo: 'other' }
  await registry.rememberEstates([other])
  await registry.saveDecision(other, aDecision(1))
  await registry.saveDecision(estate, { ...aDecision(3), author: 'active' })
  const operation = await create({ state: 'ACTIVE', reason: 'Said active.', file: 'tenants/active.yaml' })
  await registry.erasePerson(estate, 'active')
  await registry.erasePerson(estate, login)
  expect(await registry.operation(operation.id)).toMatchObject({
    ...{ state: 'ACTIVE', file: 'tenants/active.yaml' },
    reason: expect.stringMatching(/^Said erased-/),
  })
  const { rows } = await client.query("select data::text from decisions where repo = 'other'")
  expect(JSON.stringify(rows)).toContain(login)
})

test('no decision changes otherwise, not even for whoever says that they erase', async () => {
  await client.query("set landlord.erasing = 'on'")
  await expect(client.query("update decisions set kind = 'withdrawn'")).rejects.toThrow(
    'decisions only grows',
  )
  await expect(client.query("update audit set body = '{}'")).rejects.toThrow('audit only grows')
  await client.query('reset landlord.erasing')
  await expect(client.query("update decisions set data = '{}'")).rejects.toThrow('decisions only grows')
})
