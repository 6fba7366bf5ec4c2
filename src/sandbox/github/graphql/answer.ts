import { execute, GraphQLError, parse, validate, type DocumentNode } from 'graphql'
import { signedIn } from '../access/access.ts'
import { ok, type Answer } from '../http/answer.ts'
import { fieldsOf } from '../http/fields.ts'
import { Refusal } from '../http/refusal.ts'
import type { Call, Route } from '../http/route.ts'
import { mutations } from './mutations.ts'
import { queries } from './queries.ts'
import { schema } from './schema.ts'

export const graphqlRoutes: readonly Route[] = [
  { method: 'POST', template: '/graphql', access: signedIn, answer: answerGraph },
]

/** Refusals are 200 with `errors`, as on GitHub; what was answered nevertheless stands beside them. */
async function answerGraph(call: Call): Promise<Answer> {
  const fields = fieldsOf(call.body)
  const document = read(fields.text('query'))
  if ('errors' in document) return ok(document)
  const problems = validate(schema, document)
  if (problems.length > 0) return ok({ errors: problems.map(inWords) })
  const { data, errors } = await execute({
    schema,
    document,
    rootValue: { ...queries, ...mutations },
    contextValue: call,
    variableValues: Object(fields.raw('variables') ?? {}) as Record<string, unknown>,
  })
  return ok({ ...(data !== undefined && { data }), ...(errors && { errors: errors.map(typed) }) })
}

function read(query: string): DocumentNode | Readonly<{ errors: readonly unknown[] }> {
  try {
    return parse(query)
  } catch (error) {
    return { errors: [{ message: String(error) }] }
  }
}

const inWords = (error: GraphQLError) => ({
  ...error.toJSON(),
  message: `${error.message} The sandbox's GitHub knows of GraphQL only what Landlord asks.`,
})

const types: Readonly<Record<number, string>> = {
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  422: 'UNPROCESSABLE',
}

/** GitHub names the kind of an error beside its message. */
function typed(error: GraphQLError) {
  const cause = error.originalError
  const type = cause instanceof Refusal ? types[cause.status] : undefined
  return { ...(type && { type }), ...error.toJSON() }
}
