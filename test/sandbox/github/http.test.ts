import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { routes } from '../../../src/sandbox/github/api/table.ts'
import { newRouter } from '../../../src/sandbox/github/http/router.ts'
import { newEstate, refusal, repo, statusOf, type Estate } from './estate.ts'
import { validateExchange } from './openapi.ts'

let estate: Estate
beforeAll(async () => {
  estate = await newEstate()
  const ria = estate.as('ria')
  await ria.issues.create({ ...repo, title: 'One issue' })
  for (let number = 1; number <= 205; number += 1) {
    await ria.issues.createComment({ ...repo, issue_number: 1, body: `comment ${number}` })
  }
})
afterAll(() => estate.close())

const comments = { ...repo, issue_number: 1 }

describe('lists', () => {
  test('come in pages of 30, at most 100, linked as Octokit follows them', async () => {
    const ria = estate.as('ria')
    expect((await ria.issues.listComments(comments)).data).toHaveLength(30)
    const first = await ria.issues.listComments({ ...comments, per_page: 100 })
    expect(first.data).toHaveLength(100)
    expect(first.headers.link).toMatch(/[?&]page=2>; rel="next".*page=3>; rel="last"/)
    const all = await ria.paginate(ria.issues.listComments, { ...comments, per_page: 100 })
    expect(all.map(({ body }) => body)).toEqual(
      Array.from({ length: 205 }, (_, index) => `comment ${index + 1}`),
    )
  })

  test('beyond their end are empty', async () => {
    expect((await estate.as('ria').issues.listComments({ ...comments, page: 99 })).data).toEqual([])
  })
})

test('an answer that has not changed is 304', async () => {
  const ask = (etag?: string) =>
    estate.as('ria').request('GET /repos/{owner}/{repo}/git/ref/{ref}', {
      ...repo,
      ref: 'heads/main',
      ...(etag && { headers: { 'if-none-match': etag } }),
    })
  const { etag } = (await ask()).headers
  expect(etag).toMatch(/^W\/"/)
  expect(await statusOf(ask(etag))).toBe(304)
  expect(await statusOf(ask('W/"else"'))).toBe(0)
})

describe('the rate limit', () => {
  test('counts for each caller and is told with every answer', async () => {
    const used = async (who: string) =>
      Number((await estate.as(who).repos.get(repo)).headers['x-ratelimit-used'])
    const before = await used('pat')
    await used('ria')
    expect(await used('pat')).toBe(before + 1)
    const { data } = await estate.as('pat').rateLimit.get()
    expect(data.rate).toMatchObject({ limit: 5000, used: before + 1 })
  })

  test('refuses when it is used up', async () => {
    const small = await newEstate({ requestsPerHour: 2 })
    const pat = small.as('pat')
    await pat.repos.get(repo)
    await pat.repos.get(repo)
    expect(await refusal(pat.repos.get(repo))).toBe('403 API rate limit exceeded.')
    expect(await statusOf(small.as('ria').repos.get(repo))).toBe(0)
    await small.close()
  })
})

describe('a bad day', () => {
  const template = '/repos/{owner}/{repo}/issues/{issue_number}/comments'

  test('fails as many requests as it was told to, in the way it was told', async () => {
    estate.github.faults.push({ method: 'GET', template, times: 1, status: 429, retryAfter: 7 })
    const failed = await estate
      .as('ria')
      .issues.listComments(comments)
      .catch((error: unknown) => error)
    expect(failed).toMatchObject({ status: 429, response: { headers: { 'retry-after': '7' } } })
    expect(await statusOf(estate.as('ria').issues.listComments(comments))).toBe(0)
  })

  test('can lose an answer after the work was done', async () => {
    estate.github.faults.push({ method: 'POST', template, times: 1, status: 502, afterwards: true })
    expect(await statusOf(estate.as('ria').issues.createComment({ ...comments, body: 'done anyway' }))).toBe(
      502,
    )
    const last = await estate.as('ria').issues.listComments({ ...comments, per_page: 100, page: 3 })
    expect(last.data.at(-1)?.body).toBe('done anyway')
  })
})

test('what is not built says so', async () => {
  await expect(estate.as('ria').graphql('{ viewer { login } }')).rejects.toThrow(
    'knows of GraphQL only what Landlord asks',
  )
  expect(await refusal(estate.as('ria').request('GET /repos/acme/estate/releases'))).toContain(
    "501 The sandbox's GitHub does not answer GET",
  )
})

test('a body that is no JSON is 400, one of another type 422', async () => {
  const post = (body: string) =>
    fetch(`${estate.github.url}/repos/acme/estate/issues`, {
      method: 'POST',
      body,
      headers: { authorization: `token ${estate.token('ria')}` },
    })
  const broken = await post('{"title":')
  expect([broken.status, await broken.json()]).toMatchObject([400, { message: 'Problems parsing JSON' }])
  expect((await post('{"title": {"a": 1}}')).status).toBe(422)
})

test('every call is logged with its template, its client and its time', async () => {
  await estate.as('ria').repos.get(repo)
  const call = estate.github.calls.at(-1)
  expect(call).toMatchObject({ method: 'GET', template: '/repos/{owner}/{repo}', status: 200 })
  expect(call?.userAgent).toContain('octokit')
})

test('a browser is told where it is', async () => {
  const page = await fetch(estate.github.webUrl)
  expect(await page.text()).toContain(`git clone ${estate.github.webUrl}/acme/estate.git`)
  expect((await fetch(`${estate.github.webUrl}/acme/estate/pull/1`)).status).toBe(404)
})

describe('the table of routes', () => {
  const find = newRouter(routes)

  test.each([
    ['/repos/a/b/contents/x/y.txt', '/repos/{owner}/{repo}/contents/{path}', { path: 'x/y.txt' }],
    ['/repos/a/b/contents/x%2Fy.txt', '/repos/{owner}/{repo}/contents/{path}', { path: 'x/y.txt' }],
    ['/repos/a/b/contents/', '/repos/{owner}/{repo}/contents/{path}', { path: '' }],
    [
      '/repos/a/b/branches/x/y/protection',
      '/repos/{owner}/{repo}/branches/{branch}/protection',
      { branch: 'x/y' },
    ],
    ['/repos/a/b/branches/x/y', '/repos/{owner}/{repo}/branches/{branch}', { branch: 'x/y' }],
    ['/repos/a/b/commits/x/y/check-runs', '/repos/{owner}/{repo}/commits/{ref}/check-runs', { ref: 'x/y' }],
    ['/repos/a/b/compare/x/y...z', '/repos/{owner}/{repo}/compare/{basehead}', { basehead: 'x/y...z' }],
  ])('leads %s to %s', (path, template, params) => {
    const match = find('GET', path)
    expect(match?.route.template).toBe(template)
    expect(match?.params).toMatchObject(params)
  })

  test('has no two routes for one address', () => {
    const names = routes.map(({ method, template }) => `${method} ${template}`)
    expect(names).toHaveLength(new Set(names).size)
  })
})

describe('the validator itself notices', () => {
  const exchange = { method: 'POST', path: '/repos/a/b/issues/1/comments', status: 201 }
  test.each([
    [
      'an answer without its fields',
      { ...exchange, requestBody: { body: 'x' }, responseBody: {} },
      'required property',
    ],
    [
      'a request without its fields',
      { ...exchange, status: 201, requestBody: {}, responseBody: {} },
      'request / must have',
    ],
    [
      'a misspelt field',
      { ...exchange, requestBody: { body: 'x', bodi: 'x' }, responseBody: {} },
      'field "bodi" is unknown',
    ],
    ['a status nobody described', { ...exchange, status: 299 }, 'this status is not described'],
    [
      'an unknown query',
      { method: 'GET', path: '/user', status: 200, query: { x: '1' } },
      'query parameter "x" is unknown',
    ],
  ])('%s', (_, wrong, problem) => {
    expect(validateExchange(wrong).join('\n')).toContain(problem)
  })
})
