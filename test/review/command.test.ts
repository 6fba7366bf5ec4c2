import { expect, test } from '@jest/globals'
import { parseCommand } from '../../src/review/answers/command.ts'

test.each([
  ['a command', '/landlord recheck', { command: 'recheck' }],
  ['a command in capitals', '/landlord EXPLAIN', { command: 'explain' }],
  ['a command with words behind it', '/landlord recheck please', { command: 'recheck' }],
  ['a command with text below it', '/landlord help\r\nthanks', { command: 'help' }],
  ['nothing but the name', '/landlord', { command: 'help' }],
  ['a word we do not know', '/landlord aprove', { command: 'unknown', word: 'aprove' }],
  ['a command that is not on the first line', 'Hello\n/landlord recheck', undefined],
  ['a quoted command', '> /landlord recheck', undefined],
  ['a command inside a sentence', 'use /landlord recheck', undefined],
  ['another tool whose name starts alike', '/landlords recheck', undefined],
  ['an empty comment', '', undefined],
])('%s', (_, comment, command) => {
  expect(parseCommand(comment)).toEqual(command)
})
