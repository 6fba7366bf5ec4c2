import reviewsSchema from '../../schemas/reviews.schema.json' with { type: 'json' }
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { People, Review } from '../approvals/people.ts'
import { UserError } from '../tenant/user-error.ts'

type Given = Readonly<{
  author?: string
  authors?: readonly string[]
  reviews?: readonly (Partial<Review> & Readonly<{ login: string }>)[]
  teams?: Readonly<Record<string, readonly string[]>>
  writers?: readonly string[]
}>

/** The people of a pull request from a file. What it leaves out is taken to be in order: an approval of the head, by a writer. */
export function parseReviews(source: string, name: string): People {
  const given = parse(source, name)
  const reviews = (given.reviews ?? []).map((review, index) => ({
    login: review.login,
    isBot: review.isBot ?? false,
    state: review.state ?? ('APPROVED' as const),
    sha: review.sha ?? '',
    submittedAt: review.submittedAt ?? new Date(index * 1000).toISOString(),
  }))
  const teams = Object.fromEntries(
    Object.entries(given.teams ?? {}).map(([team, members]) => [
      team.replace(/^@/, '').toLowerCase(),
      members,
    ]),
  )
  const everyone = [...reviews.map(({ login }) => login), ...Object.values(teams).flat()]
  return {
    authors: [...(given.author === undefined ? [] : [given.author]), ...(given.authors ?? [])],
    unknownAuthors: [],
    reviews,
    teams,
    writers: given.writers ?? everyone,
  }
}

function parse(source: string, name: string): Given {
  const refuse = (says: string, cause?: unknown) =>
    new UserError(`${name} ${says}.`, {
      fix: 'Write it as schemas/reviews.schema.json describes; `landlord approvers --help` shows an example.',
      cause,
    })
  let value: unknown
  try {
    value = JSON.parse(source)
  } catch (cause) {
    throw refuse('is not valid JSON', cause)
  }
  const validate = new Ajv2020().compile<Given>(reviewsSchema)
  if (validate(value)) return value
  const [first] = validate.errors ?? []
  throw refuse(`does not fit: ${first?.instancePath ?? ''} ${first?.message ?? 'is wrong'}`)
}
