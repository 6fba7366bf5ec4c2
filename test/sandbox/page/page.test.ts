import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { startPage } from '../../../src/sandbox/page/start-page.ts'
import { newEstate, openPull, repo, type Estate } from '../github/estate.ts'

const hostile = `"><script>alert(1)</script><img src=x onerror=alert(1)>'{{x}}`
let estate: Estate
let page: Awaited<ReturnType<typeof startPage>>
let pull: number
beforeAll(async () => {
  estate = await newEstate()
  const person = (login: string, role: string) => ({ login, role, token: estate.token(login) })
  page = await startPage({
    githubUrl: estate.github.url,
    people: [person('ria', 'asks'), person('pat', 'runs the platform'), person('reader', hostile)],
    ...repo,
    port: 0,
    sample: 'id: sample</textarea><script>alert(1)</script>\n',
  })
  const opened = await openPull(estate.as('ria'), 'acme', {
    'tenants/acme.yaml': `id: acme\nname: ${hostile}\nteir: gold\n`,
  })
  pull = opened.number
  await estate
    .as('ria')
    .pulls.update({ ...repo, pull_number: pull, title: `Add acme ${hostile}`, body: hostile })
  const { bot } = estate.app
  await bot.issues.createComment({
    ...repo,
    issue_number: pull,
    body: `<!-- landlord:review -->\n### Refused\n\n| a | b |\n| --- | ---: |\n| ${hostile} | 2 |\n\n<details><summary>More</summary>\n\n**inside**\n\n</details>\n\n[bad](javascript:alert(1)) [good](https://good.example) ![pixel](https://evil.example/x.png) <a href="https://evil.example" onclick="x">a</a>`,
  })
  await bot.checks.create({
    ...repo,
    name: 'landlord',
    head_sha: opened.head.sha,
    status: 'completed',
    conclusion: 'failure',
    output: {
      title: `Refused ${hostile}`,
      summary: hostile,
      annotations: [
        {
          path: 'tenants/acme.yaml',
          start_line: 3,
          end_line: 3,
          annotation_level: 'failure',
          title: 'schema/unknown-key',
          message: `There is no field "teir". ${hostile}`,
        },
      ],
    },
  })
})
afterAll(async () => {
  await page.close()
  await estate.close()
})

const get = async (path: string, cookie = '') => {
  const response = await fetch(page.url + path, { headers: { cookie } })
  return { status: response.status, headers: response.headers, html: await response.text() }
}

const post = (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(page.url + path, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: page.url, ...headers },
    body: new URLSearchParams(form),
  })

describe('what one sees', () => {
  test('the pull requests with their checks', async () => {
    const { status, html } = await get('/')
    expect(status).toBe(200)
    expect(html).toContain(`<a class="title" href="/pulls/${pull}">Add acme`)
    expect(html).toMatch(/✕<\/span\s*>\s*failed/)
  })

  test('one pull request: its comment as Markdown, its annotation under the line it speaks of', async () => {
    const { html } = await get(`/pulls/${pull}`)
    expect(html).toContain('<h3>Refused</h3>')
    expect(html).toContain('<details><summary>More</summary>')
    expect(html).toContain('<strong>inside</strong>')
    expect(html).toContain('<a href="https://good.example" rel="noreferrer noopener">good</a>')
    const line = html.indexOf('+teir: gold')
    const annotation = html.indexOf('class="annotation failure"')
    expect(line).toBeGreaterThan(0)
    expect(annotation).toBeGreaterThan(line)
    expect(html.slice(line, annotation)).not.toContain('class="text"')
  })

  test.each([['/new'], ['/runs'], ['/?state=closed'], ['/style.css']])('%s is there', async (path) => {
    expect((await get(path)).status).toBe(200)
  })

  test.each([['/nowhere'], ['/pulls/999'], ['/runs/999'], ['/pulls/../x']])('%s is not', async (path) => {
    expect((await get(path)).status).toBe(404)
  })
})

describe('nothing that a tenant, a title or a comment says becomes part of the page', () => {
  test.each([['/'], ['/new'], ['/runs'], ['PULL']])('%s', async (path) => {
    const { html, headers } = await get(path === 'PULL' ? `/pulls/${pull}` : path)
    expect(html).not.toMatch(/<script|<img|<[^>]*\son\w+=|javascript:|<!-- landlord/i)
    expect(html).not.toMatch(/<a href="https:\/\/evil/)
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('content-security-policy')).not.toContain('unsafe')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })

  test('and it can still be read', async () => {
    expect((await get(`/pulls/${pull}`)).html).toContain('&#60;script&#62;alert(1)&#60;/script&#62;')
  })
})

describe('what one does', () => {
  test('a pasted file becomes a pull request of the chosen person', async () => {
    const answer = await post(
      '/pulls',
      { title: '', text: 'id: bazaar # retail\r\ntier: silver\r\n' },
      { cookie: 'person=pat' },
    )
    expect(answer.status).toBe(303)
    const number = Number(/^\/pulls\/(\d+)$/.exec(answer.headers.get('location') ?? '')?.[1])
    const { data } = await estate.as('ria').pulls.get({ ...repo, pull_number: number })
    expect([data.title, data.user.login]).toEqual(['Add bazaar', 'pat'])
    const { data: file } = await estate
      .as('ria')
      .repos.getContent({ ...repo, path: 'tenants/bazaar.yaml', ref: data.head.ref })
    expect(Buffer.from((file as { content: string }).content, 'base64').toString()).toBe(
      'id: bazaar # retail\ntier: silver\n',
    )
  })

  test('a tenant that exists is changed', async () => {
    const answer = await post('/pulls', { title: '', text: 'id: first\ntier: silver\n' })
    const html = await (await fetch(page.url + (answer.headers.get('location') ?? ''))).text()
    expect(html).toContain('Change first')
    expect(html).toContain('-tier: gold')
  })

  test('a text without id is refused, and kept', async () => {
    const answer = await post('/pulls', { title: 't', text: 'tier: gold' })
    const html = await answer.text()
    expect(answer.status).toBe(422)
    expect(html).toContain('role="alert"')
    expect(html).toContain('tier: gold</textarea')
  })

  test("GitHub's own refusal is shown: nobody approves their own pull request", async () => {
    const answer = await post(`/pulls/${pull}/review`, { event: 'APPROVE', body: '' })
    expect(answer.status).toBe(422)
    expect(await answer.text()).toMatch(/role="alert"[\s\S]*your own pull request/i)
  })

  test('another approves, somebody comments, and it is merged', async () => {
    expect(
      (
        await post(
          `/pulls/${pull}/review`,
          { event: 'APPROVE', body: 'Fine **by me**.' },
          { cookie: 'person=pat' },
        )
      ).status,
    ).toBe(303)
    expect((await post(`/pulls/${pull}/review`, { event: 'COMMENT', body: '/landlord help' })).status).toBe(
      303,
    )
    const refused = await post(`/pulls/${pull}/merge`, {}, { cookie: 'person=reader' })
    expect(refused.status).toBeGreaterThanOrEqual(400)
    expect((await post(`/pulls/${pull}/merge`, {}, { cookie: 'person=pat' })).status).toBe(303)
    const { html } = await get(`/pulls/${pull}`)
    expect(html).toMatch(/approved this[\s\S]*Fine <strong>by me<\/strong>/)
    expect(html).toContain('/landlord help')
    expect(html).toContain('<span class="pill merged">merged</span>')
    expect(html).not.toContain('action="/pulls/')
  })

  test('one becomes another person, and comes back to where one was', async () => {
    const answer = await post('/person', { login: 'pat', back: '/runs' })
    expect(answer.headers.get('location')).toBe('/runs')
    expect(answer.headers.get('set-cookie')).toBe('person=pat; Path=/; HttpOnly; SameSite=Strict')
  })

  test.each([['//evil.example'], ['https://evil.example'], ['/\\evil.example'], ['/x\r\nset-cookie: a=b']])(
    'but not to %j',
    async (back) => {
      expect((await post('/person', { login: 'pat', back })).headers.get('location')).toBe('/')
    },
  )

  test('a form of another page does nothing', async () => {
    const answer = await post(
      `/pulls/${pull}/review`,
      { event: 'COMMENT', body: 'forged' },
      { origin: 'http://evil.example' },
    )
    expect(answer.status).toBe(403)
    expect((await get(`/pulls/${pull}`)).html).not.toContain('forged')
  })

  test('another name for this machine gets no page', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      request(page.url, { headers: { host: 'evil.example' } }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
        .on('error', reject)
        .end()
    })
    expect(status).toBe(421)
  })
})
