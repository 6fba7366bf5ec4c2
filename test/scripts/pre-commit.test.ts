import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { parse, stringify } from 'yaml'

/**
 * The hooks as `pre-commit` runs them, where this machine has it, and by their own words where it has not. They are
 * installed from this checkout; that the package can be is for `test/cli/packed.test.ts`.
 */
const root = join(import.meta.dirname, '../..')
type Hook = Readonly<{ id: string; name: string; entry: string; files: string; pass_filenames: boolean }>
const hooks = parse(readFileSync(join(root, '.pre-commit-hooks.yaml'), 'utf8')) as readonly Hook[]
const isHere = spawnSync('pre-commit', ['--version']).status === 0

let folder: string
let estate: string
let env: NodeJS.ProcessEnv

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'landlord-hooks-'))
  estate = join(folder, 'estate')
  for (const part of ['tenants', '.github/landlord'])
    cpSync(join(root, part), join(estate, part), { recursive: true })
  mkdirSync(join(folder, 'bin'))
  const landlord = join(folder, 'bin/landlord')
  writeFileSync(landlord, `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'src/cli/main.ts')}' "$@"\n`)
  chmodSync(landlord, 0o755)
  const local = hooks.map((hook) => ({ ...hook, language: 'system' }))
  write('.pre-commit-config.yaml', stringify({ repos: [{ repo: 'local', hooks: local }] }))
  env = {
    ...process.env,
    PATH: [dirname(landlord), process.env.PATH].join(delimiter),
    PRE_COMMIT_HOME: join(folder, 'home'),
    XDG_CACHE_HOME: join(folder, 'cache'),
  }
  git('init', '--quiet')
  commit()
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=Ria', '-c', 'user.email=ria@acme.example', ...args], {
    cwd: estate,
    encoding: 'utf8',
  })
const write = (path: string, text: string): void => {
  writeFileSync(join(estate, path), text)
}
const read = (path: string): string => readFileSync(join(estate, path), 'utf8')
function commit(): void {
  git('add', '--all')
  git('commit', '--quiet', '--no-verify', '--message', 'As it is')
}

type Outcome = 'Passed' | 'Failed' | 'Skipped'

/** What a hook says to the files that are staged. */
function play(id: string): Readonly<{ outcome: Outcome; said: string }> {
  git('add', '--all')
  if (!isHere) return playAlone(id)
  const { stdout } = spawnSync('pre-commit', ['run', '--color=never', id], {
    cwd: estate,
    env,
    encoding: 'utf8',
  })
  const outcome = (['Passed', 'Failed', 'Skipped'] as const).find((word) =>
    stdout.split('\n')[0]?.endsWith(word),
  )
  return { outcome: outcome ?? 'Failed', said: stdout }
}

function playAlone(id: string): Readonly<{ outcome: Outcome; said: string }> {
  const hook = hooks.find((one) => one.id === id)
  const staged = git('diff', '--cached', '--name-only').split('\n')
  if (hook === undefined || !staged.some((path) => new RegExp(hook.files).test(path)))
    return { outcome: 'Skipped', said: '' }
  expect(hook.pass_filenames).toBe(false)
  const [program = '', ...args] = hook.entry.split(' ')
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: estate, env, encoding: 'utf8' })
  const isChanged = git('diff', '--name-only') !== ''
  return { outcome: status === 0 && !isChanged ? 'Passed' : 'Failed', said: stdout + stderr }
}

const path = 'tenants/vidya-school.yaml'

describe(`the hooks${isHere ? '' : ', by their own words'}`, () => {
  test('look at nothing where nothing of the estate is staged', () => {
    write('README.md', 'Ours\n')
    expect(play('landlord-check').outcome).toBe('Skipped')
    commit()
  })

  test('let a good change through', () => {
    write(path, `${read(path)}# A comment.\n`)
    expect(play('landlord-check')).toMatchObject({ outcome: 'Passed' })
    commit()
  })

  test('stop one that denies, with its place, though only another file is staged', () => {
    const good = read(path)
    write(path, good.replace('tier: bronze', 'tier: copper'))
    commit()
    write('tenants/bazaar-retail.yaml', `${read('tenants/bazaar-retail.yaml')}# A comment.\n`)
    const { outcome, said } = play('landlord-check')
    expect(outcome).toBe('Failed')
    expect(said).toMatch(/tenants\/vidya-school\.yaml:\d+:\d+ {2}error/)
    write(path, good)
    commit()
  })

  test('mend what is certain, and stop so that somebody looks at it', () => {
    const good = read(path)
    write(path, good.replace('tier: bronze', 'Tier: bronze'))
    expect(play('landlord-fix').outcome).toBe('Failed')
    expect(read(path)).toBe(good)
    expect(play('landlord-fix').outcome).not.toBe('Failed')
  })
})
