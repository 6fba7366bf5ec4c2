import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from '@jest/globals'
import { answerOperator, type OperatorIO } from '../../src/web/answer-operator.ts'
import { checkReadiness, type ReadinessIO } from '../../src/web/readiness.ts'

const well: ReadinessIO = {
  migrated: () => Promise.resolve({ applied: 9, known: 9, readOnly: false }),
  backlog: () => Promise.resolve([]),
  sign: () => Buffer.from('signed'),
  isClosing: () => false,
}
const refused = Object.assign(new Error('connect ECONNREFUSED 10.1.2.3:5432 as landlord'), {
  code: 'ECONNREFUSED',
})

describe('ready', () => {
  test('when everything holds', async () => {
    const checks = await checkReadiness(well)
    expect(checks.map(({ name, ok }) => [name, ok])).toEqual([
      ['process', true],
      ['database', true],
      ['migrations', true],
      ['queue', true],
      ['signing key', true],
    ])
  })

  test.each<[string, Partial<ReadinessIO>, readonly string[], RegExp]>([
    [
      'the database refuses',
      { migrated: () => Promise.reject(refused), backlog: () => Promise.reject(refused) },
      ['database', 'migrations', 'queue'],
      /ECONNREFUSED/,
    ],
    [
      'the database is silent',
      { migrated: () => new Promise(() => undefined) },
      ['database', 'migrations'],
      /within 0.02 s/,
    ],
    [
      'the database takes no writes',
      { migrated: () => Promise.resolve({ applied: 9, known: 9, readOnly: true }) },
      ['database'],
      /read-only/,
    ],
    [
      'migrations are missing',
      { migrated: () => Promise.resolve({ applied: 8, known: 9, readOnly: false }) },
      ['migrations'],
      /8 of 9/,
    ],
    [
      'a newer version was here',
      { migrated: () => Promise.resolve({ applied: 10, known: 9, readOnly: false }) },
      ['migrations'],
      /newer Landlord/,
    ],
    [
      'the queue’s tables are gone',
      { backlog: () => Promise.reject(Object.assign(new Error('x'), { code: '42P01' })) },
      ['queue'],
      /42P01/,
    ],
    [
      'the key does not sign',
      {
        sign: () => {
          throw new Error('no key')
        },
      },
      ['signing key'],
      /PRIVATE_KEY/,
    ],
    ['the process ends', { isClosing: () => true }, ['process'], /is ending/],
  ])('not when %s, and it says so without hosts or names', async (_, io, wrong, why) => {
    const checks = await checkReadiness({ ...well, ...io }, 20)
    const failed = checks.filter(({ ok }) => !ok)
    expect(failed.map(({ name }) => name)).toEqual(wrong)
    expect(failed[0]?.says).toMatch(why)
    expect(JSON.stringify(checks)).not.toMatch(/10\.1\.2\.3|as landlord/)
  })
})

describe('over HTTP', () => {
  const servers: Server[] = []
  afterEach(() => {
    for (const server of servers.splice(0)) server.close()
  })
  const serving = async (io: Partial<OperatorIO> = {}): Promise<string> => {
    const operator: OperatorIO = {
      readiness: () => checkReadiness(well),
      metrics: () => Promise.resolve({ type: 'text/plain; version=0.0.4', text: 'landlord_build_info 1\n' }),
      ...io,
    }
    const server = createServer((request, response) => {
      void answerOperator(request, response, operator).then((answered) => {
        if (!answered) response.writeHead(404).end()
      })
    })
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }
  const asked = async (url: string, init: { method?: string; headers?: Record<string, string> } = {}) => {
    const answer = await fetch(url, { ...init, headers: { connection: 'close', ...init.headers } })
    return { status: answer.status, text: await answer.text() }
  }

  test('/healthz, /readyz and /metrics answer; anything else, and anything but a look, is not theirs', async () => {
    const at = await serving()
    expect(await asked(`${at}/healthz`)).toEqual({ status: 200, text: 'ok\n' })
    expect((await asked(`${at}/readyz?from=balancer`)).status).toBe(200)
    expect((await asked(`${at}/metrics`)).text).toBe('landlord_build_info 1\n')
    expect((await asked(`${at}/metrics`, { method: 'POST' })).status).toBe(404)
    expect((await asked(`${at}/metrics/x`)).status).toBe(404)
  })

  test('/readyz is 503 and says why when it is not ready', async () => {
    const at = await serving({ readiness: () => checkReadiness({ ...well, isClosing: () => true }) })
    const { status, text } = await asked(`${at}/readyz`)
    expect(status).toBe(503)
    expect(JSON.parse(text)).toMatchObject({
      ready: false,
      checks: [{ name: 'process', ok: false }, {}, {}, {}, {}],
    })
  })

  test.each([
    [undefined, 401],
    ['Bearer wrong', 401],
    ['Bearer let-me-in-and-more', 401],
    ['let-me-in', 401],
    ['Bearer let-me-in', 200],
  ])('with a token, %s gets %d', async (authorization, status) => {
    const at = await serving({ metricsToken: 'let-me-in' })
    expect(
      (await asked(`${at}/metrics`, authorization === undefined ? {} : { headers: { authorization } }))
        .status,
    ).toBe(status)
  })

  test('where /metrics has a port of its own, it is not here', async () => {
    expect((await asked(`${await serving({ metrics: undefined })}/metrics`)).status).toBe(404)
  })
})
