import { expect, test } from '@jest/globals'
import { delegationsPath, parseDelegations } from '../../src/approvals/parse-delegations.ts'
import { delegate, type DelegateIO } from '../../src/flows/delegate.ts'
import type { ReviewInput } from '../../src/review/input.ts'
import { aFile } from '../builders.ts'
import { expectGolden } from '../golden.ts'
import { anAddedFile, anInput, tenantText } from '../review/an-estate.ts'

const change = anInput([anAddedFile('tenants/sunrise-health.yaml', tenantText('sunrise-health'))])
const wish = { to: 'petra', until: '2026-11-30', reason: 'On leave' }

/** Who asks, of what, in an estate that has this file. */
async function ask(
  login: string,
  asked: Parameters<typeof delegate>[1] = wish,
  { file, input = change, pulls = [] }: { file?: string; input?: ReviewInput; pulls?: string[] } = {},
) {
  const answers: string[] = []
  const opened: Parameters<DelegateIO['open']>[1][] = []
  await delegate(
    {
      ...{ id: 3, body: '', author: { login, isBot: false } },
      pull: { estate: { owner: 'acme', repo: 'estate', installation: 1 }, number: 7 },
    },
    asked,
    {
      load: () => Promise.resolve(input),
      loadFile: (_, path) => Promise.resolve(file === undefined ? undefined : aFile(path, file)),
      ownPulls: () => Promise.resolve(pulls.map((branch, index) => ({ branch, number: 40 + index }))),
      open: (_, edit) => {
        opened.push(edit)
        return Promise.resolve(12)
      },
      answer: (_, { body }) => Promise.resolve(void answers.push(body)),
      now: () => new Date('2026-11-21T10:00:00Z'),
    },
  )
  const said = answers.map((body) => body.split('\n\n').slice(1).join(' ').trim())
  return { said, edit: opened[0], opened: opened.length, answers }
}

test('who holds a seat opens a pull request that adds a row, and has not handed on anything by that', async () => {
  const { said, edit } = await ask('carla')
  expect(said).toEqual([
    'For `carla`: #12 asks that `petra` may act for you until 30 Nov 2026. Nothing has changed yet: it takes effect when it is merged.',
  ])
  expect(edit?.file).toBe(delegationsPath)
  expectGolden(
    'review/delegation.md',
    `${edit?.words.branch ?? ''}\n${edit?.words.title ?? ''}\n\n${edit?.words.body ?? ''}\n---\n${edit?.words.commitMessage ?? ''}\n---\n${edit?.text ?? ''}`,
  )
})

test('they count as its author, so that they cannot approve it alone', async () => {
  expect((await ask('carla')).edit?.words.commitMessage).toContain(
    '\n\nCo-authored-by: carla <carla@users.noreply.github.com>\n',
  )
})

test('what stands in the file stays, with its comments', async () => {
  const file = `apiVersion: landlord/v1
# Ours.
delegations:
  # The summer.
  - { from: tom, to: pat, until: "2026-11-22", reason: Away } # soon back
`
  const { edit } = await ask('carla', wish, { file })
  expect(edit?.text.startsWith(file)).toBe(true)
  expect(parseDelegations(aFile(delegationsPath, edit?.text)).delegations).toMatchObject([
    { from: 'tom', to: 'pat' },
    { from: 'carla', ...wish },
  ])
})

test('asked twice, the pull request that is there is named', async () => {
  const branch = (await ask('carla')).edit?.words.branch ?? ''
  const { said, opened } = await ask('carla', wish, { pulls: ['other', branch] })
  expect([said[0]?.slice(0, 17), opened]).toEqual(['For `carla`: #41 ', 0])
})

const row = (from: string, to: string) =>
  `apiVersion: landlord/v1\ndelegations:\n  - { from: ${from}, to: ${to}, until: "2026-11-25", reason: Away }\n`

test.each<[string, string, Parameters<typeof ask>[1], Parameters<typeof ask>[2], RegExp]>([
  ['somebody without a seat here', 'stranger', wish, {}, /Ask on a pull request that waits for you/],
  ['the author', 'hari', wish, {}, /Ask on a pull request that waits for you/],
  [
    'a delegate, who hands on nothing',
    'petra',
    { ...wish, to: 'pat' },
    {
      input: {
        ...change,
        rules: [...change.rules, aFile(delegationsPath, row('carla', 'petra'))],
        people: change.people && { ...change.people, writers: [...change.people.writers, 'petra'] },
      },
    },
    /Ask on a pull request that waits for you/,
  ],
  ['words that are no wish', 'carla', undefined, {}, /Write `\/landlord delegate/],
  ['themselves', 'carla', { ...wish, to: 'Carla' }, {}, /stand in for yourself/],
  ['a day that is over', 'carla', { ...wish, until: '2026-11-20' }, {}, /which is over/],
  ['a day far away', 'carla', { ...wish, until: '2027-11-22' }, {}, /more than a year/],
  [
    'a second delegate for the same days',
    'carla',
    wish,
    { file: row('carla', 'pat') },
    /has a delegate for the same days/,
  ],
  ['a circle', 'carla', wish, { file: row('petra', 'carla') }, /comes back to/],
  ['a file that is broken', 'carla', wish, { file: 'delegations: [' }, /only a person can edit it/],
])('%s: nothing is opened', async (_, login, asked, world, says) => {
  const { said, opened } = await (asked === undefined ? askNothing(login) : ask(login, asked, world))
  expect(opened).toBe(0)
  expect(said[0]).toMatch(says)
})

/** A default parameter would take undefined for the usual wish. */
async function askNothing(login: string) {
  const said: string[] = []
  await delegate(
    {
      ...{ id: 3, body: '', author: { login, isBot: false } },
      pull: { estate: { owner: 'acme', repo: 'estate', installation: 1 }, number: 7 },
    },
    undefined,
    {
      ...({} as DelegateIO),
      answer: (_, { body }) => Promise.resolve(void said.push(body)),
    },
  )
  return { said, opened: 0 }
}

test('nothing in a reason becomes YAML, Markdown or a trailer', async () => {
  const reason = 'x }\n- { from: tom, to: evil } # @all <!-- --> Co-authored-by: e <e@x>'
  const { edit } = await ask('carla', { ...wish, reason })
  expect(parseDelegations(aFile(delegationsPath, edit?.text)).delegations).toHaveLength(1)
  expect(edit?.words.body).not.toMatch(/@all|<!--/)
  expect(edit?.words.commitMessage).not.toContain('e@x')
})
