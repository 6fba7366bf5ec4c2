import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { knownSuggestions } from '../../src/github/memory.ts'
import { publishSuggestions } from '../../src/github/publish/publish-suggestions.ts'
import { renderSuggestions } from '../../src/review/comment/suggestions.ts'
import { parseTenant } from '../../src/tenant/parse.ts'
import { aFile, aSettings } from '../builders.ts'
import { newEstate, openPull, repo, type Estate } from '../sandbox/github/estate.ts'

/** Against the sandbox's GitHub, which holds every request and answer to GitHub's published description. */
jest.setTimeout(60_000)

const path = 'tenants/acme-retail.yaml'
const text = 'apiVersion: landlord/v1\nid: acme-retail\nname: Acme\nregion: EU-West-1\nbusnessUnit: retail\n'
const file = aFile(path, text)
const suggestions = renderSuggestions(parseTenant(file, aSettings()).findings, [
  { path, before: undefined, after: file },
])

let estate: Estate
let pull: { number: number; headSha: string }
beforeAll(async () => {
  estate = await newEstate()
  const { number } = await openPull(estate.as('ria'), 'acme', { [path]: text })
  const { data } = await estate.as('ria').pulls.get({ ...repo, pull_number: number })
  pull = { number, headSha: data.head.sha }
})
afterAll(() => estate.close())

const known = knownSuggestions()
async function publish(memory = known, wanted = suggestions) {
  const before = estate.github.calls.length
  const ref = { estate: { ...repo, installation: 1 }, number: pull.number }
  const offer = { headSha: pull.headSha, suggestions: wanted, app: { slug: 'landlord' }, known: memory }
  await publishSuggestions(estate.app.bot, ref, offer)
  return estate.github.calls
    .slice(before)
    .flatMap(({ method, template }) =>
      template.startsWith('/app') ? [] : [`${method} ${template.split('{pull_number}/')[1] ?? template}`],
    )
}
const comments = async () =>
  (await estate.as('ria').pulls.listReviewComments({ ...repo, pull_number: pull.number })).data

test('one review with a comment on each line', async () => {
  expect(suggestions).toHaveLength(2)
  expect(await publish()).toEqual(['GET comments', 'POST reviews'])
  expect(
    (await comments()).map(({ line, body, user }) => [line, body.split('\n').at(-2), user.login]),
  ).toEqual([
    [4, 'region: eu-west-1', 'landlord[bot]'],
    [5, 'businessUnit: retail', 'landlord[bot]'],
  ])
})

test('asked again, nothing is asked of GitHub and nothing is written', async () => {
  expect(await publish()).toEqual([])
})

test('another process sees what was offered, and adds nothing', async () => {
  expect(await publish(knownSuggestions())).toEqual(['GET comments'])
  expect(await comments()).toHaveLength(2)
})

test('a line outside the diff is refused, in words, and nothing of the review is written', async () => {
  const [first] = suggestions
  const outside = { ...first!, startLine: 99, line: 99, marker: 'x' }
  await expect(publish(knownSuggestions(), [outside])).rejects.toThrow(
    /Line could not be resolved|Unprocessable/,
  )
  expect(await comments()).toHaveLength(2)
})
