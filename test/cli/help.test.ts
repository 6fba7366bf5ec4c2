import { describe, expect, test } from '@jest/globals'
import type { Command } from 'commander'
import { everyCommand, landlordProgram, nameOf } from '../../src/cli/program.ts'
import { expectGolden } from '../golden.ts'

const commands = everyCommand(landlordProgram()).filter((command) => command.name() !== 'help')

/** What `--help` prints on a page of 100 columns. */
function helpOf(command: Command): string {
  let text = ''
  command.configureOutput({
    writeOut: (words) => (text += words),
    getOutHelpWidth: () => 100,
    getOutHasColors: () => false,
  })
  command.outputHelp()
  return text.replace(/^ +$/gm, '')
}

describe('help', () => {
  test.each(commands.map((command) => [nameOf(command), command] as const))('%s', (name, command) => {
    const text = helpOf(command)
    expectGolden(`cli/help/${name.replaceAll(' ', '-')}.txt`, text)
    expect(text).toMatch(/\nExamples?:\n {2}\S/)
  })

  test('every example is a command that exists', () => {
    const names = new Set(commands.map(nameOf))
    const examples = commands.flatMap((command) => {
      const [, after = ''] = helpOf(command).split(/\nExamples?:\n/)
      return [...after.matchAll(/landlord ((?:[a-z]+ )?[a-z]+)/g)].map(([, words = '']) => words)
    })
    const unknown = examples.filter((words) => {
      const [first = ''] = words.split(' ')
      return !names.has(`landlord ${words}`) && !names.has(`landlord ${first}`)
    })
    expect(examples.length).toBeGreaterThan(20)
    expect(unknown).toEqual([])
  })
})
