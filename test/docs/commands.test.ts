import { describe, expect, test } from '@jest/globals'
import type { Command } from 'commander'
import { everyCommand, landlordProgram, nameOf } from '../../src/cli/program.ts'
import { codeSpans, documents, fences, read } from './document.ts'

const program = landlordProgram()
const commands = everyCommand(program)
const scripts = Object.keys((JSON.parse(read('package.json')) as { scripts: object }).scripts)

/** Shell lines of a document: fenced ones with their continuations joined, comments and here-documents aside. */
const shellLines = (markdown: string): readonly string[] =>
  fences(markdown, 'sh')
    .flatMap((block) => block.replaceAll('\\\n', ' ').split('\n'))
    .flatMap((line) => line.split(/ && |; /))
    .map((line) => line.replace(/\s+#.*$/, '').trim())

/** Calls of the command line: `landlord …`, `npm run -s landlord -- …`, and `npm run sandbox -- …`. */
const callsIn = (markdown: string): readonly string[] =>
  shellLines(markdown).flatMap((line) => {
    const direct = /^(?:npm run -s landlord -- |landlord )(.*)$/.exec(line)?.[1]
    const sandbox = /^npm run (?:-s |--silent )?sandbox(?: --)?(.*)$/.exec(line)?.[1]
    return direct !== undefined ? [direct] : sandbox !== undefined ? [`sandbox${sandbox}`] : []
  })

const written = documents.flatMap((path) => callsIn(read(path)).map((call) => ({ path, call })))

test('the documents call enough commands for this to mean something', () => {
  expect(written.length).toBeGreaterThan(15)
})

describe('each call in a shell block', () => {
  test.each(written)('$path: landlord $call', ({ call }) => {
    const words = call.match(/"[^"]*"|\S+/g) ?? []
    const command = find(program, words)
    expect(nameOf(command)).not.toBe('landlord')
    const options = words.filter((word) => /^--?[a-z]/.test(word)).map((word) => word.split('=')[0] ?? '')
    const known = command.options.flatMap(({ long, short }) => [long, short])
    expect(options.filter((option) => !known.includes(option) && option !== '--help')).toEqual([])
    expect(positional(command, words)).toBeGreaterThanOrEqual(
      command.registeredArguments.filter(({ required }) => required).length,
    )
  })
})

/** Goes down as far as the words name commands. */
function find(from: Command, [word, ...rest]: readonly string[]): Command {
  const next = from.commands.find((command) => command.name() === word)
  return next === undefined ? from : find(next, rest)
}

/** Words that are neither commands nor options nor their values. */
function positional(command: Command, words: readonly string[]): number {
  const depth = nameOf(command).split(' ').length - 1
  let count = 0
  let value = false
  for (const word of words.slice(depth)) {
    if (value) value = false
    else if (word.startsWith('-')) {
      const option = command.options.find(({ long, short }) => long === word || short === word)
      value = option?.required === true
    } else count += 1
  }
  return count
}

test('every command named in a table or a sentence exists', () => {
  const names = new Set(commands.map(nameOf))
  const unknown = documents.flatMap((path) =>
    codeSpans(read(path))
      .filter((span) => /^landlord [a-z]/.test(span))
      .map((span) => span.split(/ (?=[^a-z])/)[0] ?? '')
      .filter((name) => !names.has(name) && !names.has(name.split(' ').slice(0, 2).join(' ')))
      .map((name) => `${path}: ${name}`),
  )
  expect(unknown).toEqual([])
})

test('the README lists every command that is not hidden', () => {
  const readme = read('README.md')
  const missing = program.commands
    .map((command) => command.name())
    .filter(
      (name) =>
        !['help', 'database', 'cache', 'vectors'].includes(name) && !readme.includes(`\`landlord ${name}`),
    )
    .filter((name) => !readme.includes(`\`${name}\``))
  expect(missing).toEqual([])
})

test('every npm script that is called exists', () => {
  const called = documents.flatMap((path) =>
    [...shellLines(read(path)), ...codeSpans(read(path))].flatMap((line) =>
      [...line.matchAll(/npm run (?:-s |--silent )?([a-z][a-z:-]*)/g)].map(([, name = '']) => ({
        path,
        name,
      })),
    ),
  )
  expect(called.length).toBeGreaterThan(5)
  expect(called.filter(({ name }) => !scripts.includes(name))).toEqual([])
})

test('every option of the sandbox is in its guide', () => {
  const guide = read('docs/guides/sandbox.md')
  const sandbox = program.commands.find((command) => command.name() === 'sandbox')
  const missing = (sandbox?.options ?? [])
    .map(({ long }) => long ?? '')
    .filter((option) => option !== '--help' && !guide.includes(`\`${option}`))
  expect(missing).toEqual([])
})
