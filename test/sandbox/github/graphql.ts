import { schema } from '@octokit/graphql-schema'
import { buildSchema, parse, validate, type GraphQLSchema } from 'graphql'

let read: GraphQLSchema | undefined
/** GitHub's published schema, read once it is needed: that takes a second. */
export const published = (): GraphQLSchema => (read ??= buildSchema(schema.idl, { assumeValidSDL: true }))

const judged = new Map<string, readonly string[]>()

/** Where a document differs from what GitHub's published schema understands, in sentences. */
export function validateDocument(body: unknown): string[] {
  const { query } = body as { query: string }
  const known =
    judged.get(query) ?? validate(published(), parse(query)).map(({ message }) => `GraphQL: ${message}`)
  judged.set(query, known)
  return [...known]
}
