import { describe, expect, test } from '@jest/globals'
import { applyColour, wantsColour } from '../../src/cli/format/colour.ts'

describe('whether to colour', () => {
  test.each([
    ['a terminal', {}, [], true, true],
    ['a pipe', {}, [], false, false],
    ['a dumb terminal', { TERM: 'dumb' }, [], true, false],
    ['NO_COLOR on a terminal', { NO_COLOR: '1' }, [], true, false],
    ['NO_COLOR set to nothing', { NO_COLOR: '' }, [], true, true],
    ['FORCE_COLOR in a pipe', { FORCE_COLOR: '1' }, [], false, true],
    ['FORCE_COLOR set to nothing', { FORCE_COLOR: '' }, [], false, true],
    ['FORCE_COLOR=0 on a terminal', { FORCE_COLOR: '0' }, [], true, false],
    ['CI in a pipe', { CI: 'true' }, [], false, false],
    ['--no-color over FORCE_COLOR', { FORCE_COLOR: '1' }, ['check', '--no-color'], true, false],
    ['a path that is called --no-color', {}, ['check', '--', '--no-color'], true, true],
  ])('%s', (_, env, args, isTerminal, wanted) => {
    expect(wantsColour(env, args, isTerminal)).toBe(wanted)
  })
})

test('the decision is told to everything that reads the environment, and it is one decision', () => {
  const env: Record<string, string | undefined> = { NO_COLOR: '1', FORCE_COLOR: '1', CI: 'true' }
  applyColour(env, true)
  expect(env).toEqual({ FORCE_COLOR: '1', CI: 'true' })
  applyColour(env, false)
  expect(env).toEqual({ NO_COLOR: '1', CI: 'true' })
})
