import { CommanderError } from 'commander'
import { describe, expect, test } from '@jest/globals'
import { explainError } from '../../src/cli/explain-error.ts'
import { UserError } from '../../src/tenant/user-error.ts'

const about = { version: '1.2.3', node: '24.0.0', platform: 'linux x64', debug: false }

test('what a person can mend is said with its mend', () => {
  const error = new UserError('There is no file a.yaml.', { fix: 'Name another.' })
  expect(explainError(error, about)).toEqual({
    words: 'landlord: There is no file a.yaml.\n  Name another.\n',
    code: 2,
  })
})

describe('what commander has said is not said again', () => {
  test.each([
    ['help', new CommanderError(0, 'commander.helpDisplayed', '(outputHelp)'), 0],
    ['a usage error', new CommanderError(1, 'commander.unknownOption', "error: unknown option '-x'"), 2],
  ])('%s', (_, error, code) => {
    expect(explainError(error, about)).toEqual({ words: '', code })
  })
})

test('a machine that refuses is nobody’s bug', () => {
  const error = Object.assign(new Error("EACCES: permission denied, open 'x'"), {
    code: 'EACCES',
    syscall: 'open',
  })
  expect(explainError(error, about).words).toBe(
    "landlord: this machine refused: EACCES: permission denied, open 'x'\n",
  )
})

test('a bug is one line, whatever its message holds, and no password leaves with it', () => {
  const error = new TypeError('bad\n\u001b[31murl postgresql://landlord:secret@db/x')
  const { words, code } = explainError(error, about)
  expect(code).toBe(2)
  expect(words.split('\n')).toHaveLength(2)
  expect(words).toContain('unexpected TypeError: bad \uFFFD[31murl postgresql://…@db/x — please report')
  expect(words).toContain('(landlord 1.2.3, Node 24.0.0, linux x64)')
})

test('its stack only when debugging', () => {
  expect(explainError(new Error('x'), about).words).not.toMatch(/\n +at /)
  expect(explainError(new Error('x'), { ...about, debug: true }).words).toMatch(/\n +at /)
})

test('something that is no Error at all', () => {
  expect(explainError('boom', about).words).toContain('unexpected not an Error: boom')
})
