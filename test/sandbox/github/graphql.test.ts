import { expect, test } from '@jest/globals'
import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql'
import { snapshotQuery } from '../../../src/github/load/snapshot-query.ts'
import { textsQuery } from '../../../src/github/load/texts-query.ts'
import { schema } from '../../../src/sandbox/github/graphql/schema.ts'
import { published, validateDocument } from './graphql.ts'

/** Every type, field, argument and enum value, one a line. */
function linesOf(one: GraphQLSchema): readonly string[] {
  const types = Object.values(one.getTypeMap()).filter(({ name }) => !name.startsWith('__'))
  return types.flatMap((type) => [`${kindOf(type)} ${type.name}`, ...partsOf(type)])
}

function partsOf(type: GraphQLNamedType): readonly string[] {
  if (isEnumType(type)) return type.getValues().map(({ name }) => `${type.name}.${name}`)
  if (isInputObjectType(type))
    return Object.values(type.getFields()).map((field) => `${type.name}.${field.name}: ${String(field.type)}`)
  if (!isObjectType(type) && !isInterfaceType(type)) return []
  return [
    ...type.getInterfaces().map(({ name }) => `${type.name} is ${name}`),
    ...Object.values(type.getFields()).flatMap(({ name, type: answer, args }) => [
      `${type.name}.${name}: ${String(answer)}`,
      ...args.map((arg) => `${type.name}.${name}(${arg.name}: ${String(arg.type)})`),
    ]),
  ]
}

const kindOf = (type: GraphQLNamedType): string => (isScalarType(type) ? 'scalar' : type.constructor.name)

test('what the sandbox understands is a part of what GitHub has published', () => {
  const known = new Set(linesOf(published()))
  expect(linesOf(schema).filter((line) => !known.has(line))).toEqual([])
})

test.each([
  ['a snapshot', snapshotQuery(0)],
  ['a snapshot with teams', snapshotQuery(10)],
  ['texts', textsQuery(100, false)],
  ['texts for a pull request', textsQuery(1, true)],
])('%s is a question that GitHub’s published schema understands', (_, query) => {
  expect(validateDocument({ query })).toEqual([])
})

test('a field that GitHub does not have is seen', () => {
  expect(validateDocument({ query: '{ repository(owner: "a", name: "b") { mergeBase } }' })).toMatchObject([
    expect.stringContaining('Cannot query field "mergeBase" on type "Repository".'),
  ])
})
