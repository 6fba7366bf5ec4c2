import { describe, expect, test } from '@jest/globals'
import { askAnswers, type AskIO } from '../../src/cli/ask-answers.ts'
import type { Question, Typed } from '../../src/cli/new-questions.ts'
import { UserError } from '../../src/tenant/user-error.ts'
import { aSettings } from '../builders.ts'

const settings = aSettings({
  pools: [
    {
      name: 'mumbai',
      region: 'ap-south-1',
      capacity: { queriesPerMinute: 1, documentsPerMonth: 1, storageGiB: 1 },
      overcommit: 1,
    },
  ],
})

const whole = {
  id: 'acme-retail',
  name: 'Acme Retail',
  tier: 'silver',
  region: 'ap-south-1',
  owner: 'ria@acme.example',
  businessUnit: 'retail',
  costCenter: 'CC-1042',
  glCode: '6100-200',
  budget: '6 lakh',
  classification: 'internal',
  categories: '',
} satisfies Typed

const wholeBut = (...keys: readonly string[]): Typed =>
  Object.fromEntries(Object.entries(whole).filter(([key]) => !keys.includes(key)))

/** Someone who answers each question from a list, and remembers what was asked. */
function someone(answers: Typed): AskIO & Readonly<{ asked: Question[] }> {
  const asked: Question[] = []
  return {
    asked,
    ask: (question) => {
      asked.push(question)
      return Promise.resolve(answers[question.key] ?? '')
    },
  }
}

describe('on a terminal', () => {
  test('everything is asked for, in the order of the file', async () => {
    const person = someone(whole)
    expect(await askAnswers({}, settings, person)).toEqual(whole)
    expect(person.asked.map(({ key }) => key)).toEqual(Object.keys(whole))
  })

  test('what an option says is not asked for', async () => {
    const person = someone(whole)
    await askAnswers(wholeBut('budget'), settings, person)
    expect(person.asked.map(({ key }) => key)).toEqual(['budget'])
  })

  test('data about people brings three questions more', async () => {
    const person = someone({
      ...whole,
      categories: 'personal',
      subjects: 'IN',
      retentionDays: '30',
      breach: 'b@c.de',
    })
    const answers = await askAnswers({}, settings, person)
    expect(person.asked.slice(-3).map(({ key }) => key)).toEqual(['subjects', 'retentionDays', 'breach'])
    expect(answers).toMatchObject({ subjects: 'IN', retentionDays: '30', breach: 'b@c.de' })
  })

  test('only tiers and regions of the estate are offered, and no region without a pool', async () => {
    const person = someone(whole)
    await askAnswers({}, settings, person)
    const offered = (key: string) =>
      person.asked.find((question) => question.key === key)?.choices?.map(({ value }) => value)
    expect(offered('tier')).toEqual(['gold', 'silver', 'bronze'])
    expect(offered('region')).toEqual(['ap-south-1'])
  })
})

describe('without one', () => {
  test('all answers given are answers', async () => {
    expect(await askAnswers(whole, settings, undefined)).toEqual(whole)
  })

  test('what is missing is named, all of it, with an example that a shell takes', async () => {
    const asking = askAnswers(wholeBut('name', 'budget'), settings, undefined)
    await expect(asking).rejects.toThrow(UserError)
    await expect(asking).rejects.toMatchObject({
      message: 'Without a terminal nobody can be asked, and this is missing: --name, --budget.',
      fix: 'For example: --name "Acme Retail" --budget 600000',
    })
  })
})

describe('an answer of the wrong form is refused at once, with its option', () => {
  test.each([
    ['id', 'Acme', /^ID "Acme" .*lower-case/],
    ['owner', 'ria', /^--owner "ria" .*e-mail/],
    ['budget', 'a lot', /^--budget "a lot" .*6 lakh/],
    ['name', ' ', /^--name " " .*empty/],
    ['name', 'x'.repeat(81), /^--name "x+" .*80 characters/],
    ['subjects', 'India', /^--subjects "India" .*two-letter/],
    ['retentionDays', '1 year', /^--retention-days "1 year" .*days/],
    ['breach', 'nobody', /^--breach "nobody" .*e-mail/],
  ])('%s: %j', async (key, typed, words) => {
    await expect(askAnswers({ ...whole, [key]: typed }, settings, undefined)).rejects.toThrow(words)
  })
})
