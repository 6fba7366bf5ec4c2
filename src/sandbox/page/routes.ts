import { Refused, type Hub } from './hub.ts'
import type { Setting } from './layout.ts'
import { loadPull, loadPulls, loadRun, loadRuns } from './load.ts'
import { openPull } from './open-pull.ts'
import { showNew } from './show-new.ts'
import { showPull } from './show-pull.ts'
import { showPulls } from './show-pulls.ts'
import { showRun, showRuns } from './show-runs.ts'
import { style } from './style.ts'

export type Answer = Readonly<{
  status: number
  type: string
  body: string
  headers?: Readonly<Record<string, string>>
}>

export type Asked = Readonly<{
  hub: Hub
  setting: Setting
  sample: string
  method: string
  url: URL
  form: URLSearchParams
}>

/** Every page and every form. */
export async function answer(asked: Asked): Promise<Answer> {
  const { hub, setting, method, url, form } = asked
  const [, first = '', id = '', act = ''] = url.pathname.split('/')
  const number = /^\d{1,9}$/.test(id) ? Number(id) : undefined
  switch (`${method} /${first}${number === undefined ? '' : '/N'}${act === '' ? '' : `/${act}`}`) {
    case 'GET /': {
      const state = url.searchParams.get('state') === 'closed' ? 'closed' : 'open'
      return page(showPulls(setting, state, await loadPulls(hub, state)))
    }
    case 'GET /new':
      return page(showNew(setting, { title: '', text: asked.sample }))
    case 'GET /runs':
      return page(showRuns(setting, await loadRuns(hub)))
    case 'GET /runs/N':
      return page(showRun(setting, await loadRun(hub, number ?? 0)))
    case 'GET /pulls/N':
      return page(showPull(setting, await loadPull(hub, number ?? 0)))
    case 'GET /style.css':
      return { status: 200, type: 'text/css', body: style }
    case 'POST /person':
      return chooseAgain(asked)
    case 'POST /pulls':
      return openFromForm(asked)
    case 'POST /pulls/N/review': {
      const event = form.get('event') ?? 'COMMENT'
      const body = form.get('body') ?? ''
      return actOn(asked, number ?? 0, () =>
        event === 'COMMENT'
          ? hub.send('POST', `/issues/${number ?? 0}/comments`, { body })
          : hub.send('POST', `/pulls/${number ?? 0}/reviews`, { event, body }),
      )
    }
    case 'POST /pulls/N/merge':
      return actOn(asked, number ?? 0, () => hub.send('PUT', `/pulls/${number ?? 0}/merge`, {}))
    default:
      throw new Refused(404, 'There is no such page.')
  }
}

/** Does something to a pull request and shows it again, with GitHub's refusal if there was one. */
async function actOn({ hub, setting }: Asked, number: number, act: () => Promise<unknown>): Promise<Answer> {
  try {
    await act()
    return goTo(`/pulls/${number}`)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    const scene = await loadPull(hub, number)
    return { ...page(showPull({ ...setting, refusal: error.message }, scene)), status: error.status }
  }
}

async function openFromForm({ hub, setting, form }: Asked): Promise<Answer> {
  const draft = { title: form.get('title') ?? '', text: form.get('text') ?? '' }
  try {
    return goTo(`/pulls/${await openPull(hub, 'main', draft, setting.now)}`)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return { ...page(showNew({ ...setting, refusal: error.message }, draft)), status: error.status }
  }
}

function chooseAgain({ setting, form }: Asked): Answer {
  const login = form.get('login') ?? ''
  if (!setting.people.some((person) => person.login === login))
    throw new Refused(404, 'There is nobody of that name.')
  const back = form.get('back') ?? '/'
  // Only a path of this page: `//elsewhere` would be another machine.
  const path = /^\/(?!\/|\\)[\x21-\x7e]*$/.test(back) ? back : '/'
  return goTo(path, { 'set-cookie': `person=${login}; Path=/; HttpOnly; SameSite=Strict` })
}

function page(body: string): Answer {
  return { status: 200, type: 'text/html', body }
}

function goTo(path: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status: 303, type: 'text/plain', body: '', headers: { location: path, ...headers } }
}
