import { expect, test } from '@jest/globals'
import { answerCommand, type CommandIO, type WrittenComment } from '../../src/flows/answer-command.ts'
import { anAddedFile, anInput, tenantText } from '../review/an-estate.ts'

const aWorld = () => {
  const did: string[] = []
  const answers: string[] = []
  const io: CommandIO = {
    load: () =>
      Promise.resolve(anInput([anAddedFile('tenants/sunrise-health.yaml', tenantText('sunrise-health'))])),
    recheck: () => Promise.resolve(void did.push('recheck')),
    answer: (_, comment) => {
      answers.push(comment.body)
      return Promise.resolve(void did.push('answer'))
    },
    breakGlass: (_, reason) => Promise.resolve(void did.push(`break glass: ${reason}`)),
    purge: () => Promise.resolve(void did.push('purge')),
    authoriseDestroy: () => Promise.resolve(void did.push('authorise-destroy')),
    delegate: (_, wish) => Promise.resolve(void did.push(`delegate: ${wish?.to ?? 'nobody'}`)),
    react: (_, reaction) => Promise.resolve(void did.push(reaction)),
  }
  return { io, did, answers }
}

const written = (body: string, author = { login: 'ria', isBot: false }): WrittenComment => ({
  pull: { estate: { owner: 'acme', repo: 'estate', installation: 1 }, number: 7 },
  id: 3,
  body,
  author,
})

test.each([
  ['/landlord recheck', ['eyes', 'recheck', 'rocket']],
  ['/landlord explain', ['eyes', 'answer', 'rocket']],
  ['/landlord help', ['eyes', 'answer', 'rocket']],
  ['/landlord why @carla', ['eyes', 'answer', 'rocket']],
  ['/landlord delegate @petra until 2026-11-30', ['eyes', 'delegate: petra', 'rocket']],
  [
    '/landlord break-glass the clinic opens at six',
    ['eyes', 'break glass: the clinic opens at six', 'rocket'],
  ],
  ['/landlord aprove', ['confused', 'answer']],
  ['Looks good', []],
  ['Looks good\n/landlord recheck', []],
])('%j leads to %j', async (body, expected) => {
  const { io, did } = aWorld()
  await answerCommand(written(body), io)
  expect(did).toEqual(expected)
})

test('explain says why each seat opened and who can fill it', async () => {
  const { io, answers } = aWorld()
  await answerCommand(written('/landlord explain'), io)
  expect(answers[0]).toMatch(/\*\*CFO\*\*.*\n- Opened because: Budget of ₹15,00,000 a year/)
  expect(answers[0]).toContain('`@acme/cfo`: `carla`')
})

test('a bot gets no answer', async () => {
  const { io, did } = aWorld()
  await answerCommand(written('/landlord help', { login: 'helper[bot]', isBot: true }), io)
  expect(did).toEqual([])
})

test('what fails is thrown on, and no rocket flies', async () => {
  const { io, did } = aWorld()
  await expect(
    answerCommand(written('/landlord recheck'), { ...io, recheck: () => Promise.reject(new Error('no')) }),
  ).rejects.toThrow('no')
  expect(did).toEqual(['eyes'])
})
