import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { newEstate, openPull, refusal, repo, told, type Estate } from './estate.ts'

let estate: Estate
let pull: { owner: string; repo: string; pull_number: number }
beforeAll(async () => {
  estate = await newEstate()
  const opened = await openPull(estate.as('ria'), 'sunrise', { 'tenants/sunrise.yaml': 'id: sunrise\n' })
  pull = { ...repo, pull_number: opened.number }
})
afterAll(() => estate.close())

test('nobody approves their own pull request', async () => {
  const review = estate.as('ria').pulls.createReview({ ...pull, event: 'APPROVE' })
  expect(await refusal(review)).toBe('422 Unprocessable Entity ["Can not approve your own pull request"]')
})

test('changes are not requested without a word', async () => {
  const review = estate.as('pat').pulls.createReview({ ...pull, event: 'REQUEST_CHANGES' })
  expect(await refusal(review)).toContain('Body can not be blank')
})

test('an approval is listed, announced in lower case, and can be dismissed', async () => {
  await estate.as('ria').pulls.requestReviewers({ ...pull, reviewers: ['pat'], team_reviewers: ['platform'] })
  const { data: review } = await estate
    .as('pat')
    .pulls.createReview({ ...pull, event: 'APPROVE', body: 'Fine.' })
  const asked = await estate.as('ria').pulls.listRequestedReviewers(pull)
  expect([asked.data.users, asked.data.teams.map(({ slug }) => slug)]).toEqual([[], ['platform']])
  const listed = await estate.as('ria').pulls.listReviews(pull)
  expect(listed.data).toMatchObject([{ state: 'APPROVED', user: { login: 'pat' }, body: 'Fine.' }])
  await estate.as('pat').pulls.dismissReview({ ...pull, review_id: review.id, message: 'Second thoughts' })
  expect((await estate.as('ria').pulls.getReview({ ...pull, review_id: review.id })).data.state).toBe(
    'DISMISSED',
  )
  const hooks = await estate.received('pull_request_review')
  expect(told(hooks, ({ action, review }) => ({ action, state: review.state }))).toEqual([
    { action: 'submitted', state: 'approved' },
    { action: 'dismissed', state: 'dismissed' },
  ])
})

test('a review without a verdict is pending and private until it is submitted', async () => {
  const { data: review } = await estate.as('pat').pulls.createReview({ ...pull, body: 'Hm.' })
  expect(review.state).toBe('PENDING')
  const seen = async (who: string) => (await estate.as(who).pulls.listReviews(pull)).data.map(({ id }) => id)
  expect(await seen('pat')).toContain(review.id)
  expect(await seen('ria')).not.toContain(review.id)
  await estate.as('pat').pulls.submitReview({ ...pull, review_id: review.id, event: 'COMMENT' })
  expect(await seen('ria')).toContain(review.id)
})

test('the author and strangers cannot be asked to review', async () => {
  const ask = (login: string) => estate.as('ria').pulls.requestReviewers({ ...pull, reviewers: [login] })
  expect(await refusal(ask('ria'))).toContain('422 Review cannot be requested from pull request author.')
  expect(await refusal(ask('stranger'))).toContain('422 Reviews may only be requested from collaborators')
})
