import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { observeMetrics } from '../../src/metrics/observe-metrics.ts'
import { parseExposition } from '../../src/metrics/parse-exposition.ts'
import { metricsScraping } from '../../src/verification/metrics-scraping.ts'

const expected = { tenant_id: 'acme', tier: 'gold', cost_center: 'CC-1' }
const own = 'tenant_info{tenant_id="acme",tier="gold",cost_center="CC-1"} 1'

describe('the text format', () => {
  test.each([
    ['a comment', '# HELP a b', []],
    ['no labels', 'up 1', [{ name: 'up', labels: {} }]],
    ['empty labels and a time', 'up{} 1 1700000000000', [{ name: 'up', labels: {} }]],
    ['a trailing comma', 'a{b="c",} +Inf', [{ name: 'a', labels: { b: 'c' } }]],
    [
      'quotes, braces and lines in a value',
      'a{b="x \\"}{\\" y",c="\\\\n",d="\\n"} NaN',
      [{ name: 'a', labels: { b: 'x "}{" y', c: '\\n', d: '\n' } }],
    ],
    ['what is no sample', '<html>', []],
  ])('%s', (_, text, series) => {
    expect(parseExposition(text)).toEqual(series)
  })
  test('a hostile line is read in time that grows with its length only', () => {
    const began = process.cpuUsage()
    parseExposition(`a{${'b="c",'.repeat(20_000)}"`)
    expect(process.cpuUsage(began).user).toBeLessThan(5_000_000)
  })
})

describe('a server of metrics', () => {
  let server: Server
  let url = ''
  let says: Readonly<{ status?: number; body: string }> = { body: '' }
  let asked = ''
  beforeAll(async () => {
    server = createServer((request, response) => {
      asked = request.url ?? ''
      response.writeHead(says.status ?? 200).end(says.body)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => new Promise((resolve) => server.close(resolve)))
  const look = async (body: string, path = '/metrics') => {
    says = { body }
    return metricsScraping.judge(await observeMetrics(`${url}${path}`, expected))
  }
  const prometheus = (...metrics: readonly object[]): string =>
    JSON.stringify({
      status: 'success',
      data: { resultType: 'vector', result: metrics.map((metric) => ({ metric, value: [1, '1'] })) },
    })

  test('passes with an exposition that carries the labels', async () => {
    const seen = await look(`${own}\ntenant_info{tenant_id="other",tier="gold",cost_center="CC-9"} 1\n`)
    expect(seen).toMatchObject({ outcome: 'pass' })
    expect(seen.evidence[0]).toBe('1 series with tenant_id="acme" are offered for scraping.')
  })
  test('passes with a Prometheus that has scraped it, asked for just this tenant', async () => {
    const seen = await look(
      prometheus({ __name__: 'tenant_info', ...expected }, { __name__: 'up', tenant_id: 'acme' }),
      '/',
    )
    expect(seen).toMatchObject({ outcome: 'pass' })
    expect(seen.evidence[0]).toBe('2 series with tenant_id="acme" are scraped by Prometheus.')
    expect(new URL(asked, url).searchParams.get('query')).toBe('{tenant_id="acme"}')
  })
  test.each([
    ['nothing is there', '', 'no tenant_info'],
    ['only other tenants are', own.replace('acme', 'acme-retail'), 'no tenant_info'],
    ['the tier is another', own.replace('gold', 'free'), 'tier="free" instead of "gold"'],
    [
      'the cost centre is missing',
      own.replace(',cost_center="CC-1"', ''),
      'cost_center="" instead of "CC-1"',
    ],
    ['a second one contradicts', `${own}\n${own.replace('gold', 'free')}`, 'tier="gold"'],
  ])('fails when %s', async (_, body, evidence) => {
    const seen = await look(body)
    expect(seen.outcome).toBe('fail')
    expect(seen.evidence.filter((line) => line.startsWith('Broken')).join()).toContain(evidence)
  })
  test('fails when Prometheus has nothing of it', async () => {
    expect(await look(prometheus(), '/')).toMatchObject({ outcome: 'fail' })
  })
  test.each([
    ['an error', { status: 503, body: '' }],
    ['something else', { body: '<html>' }],
    ['a failed query', { body: '{"status":"error"}' }],
  ])('%s of Prometheus throws, which is no failed check', async (_, answer) => {
    says = answer
    await expect(observeMetrics(url, expected)).rejects.toThrow()
  })
  test('one that is not there throws', async () => {
    await expect(observeMetrics('http://127.0.0.1:1', expected)).rejects.toThrow()
  })
})
