import { execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const root = join(import.meta.dirname, '../..')

export type Clone = Readonly<{
  dir: string
  write: (path: string, content: string | Uint8Array) => void
  git: (...args: readonly string[]) => string
  commit: (message: string) => void
  landlord: (...args: readonly string[]) => Promise<Ran>
  remove: () => void
}>

export type Ran = Readonly<{ stdout: string; stderr: string; code: number | null }>

/** The example estate in a real git repository of its own, all of it on `main`, with a branch checked out. */
export function aClone(): Clone {
  const dir = mkdtempSync(join(tmpdir(), 'landlord-cli-'))
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-C', dir, '-c', 'user.name=Ria', '-c', 'user.email=ria@acme.example', ...args], {
      encoding: 'utf8',
      env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_COMMITTER_DATE: '2026-11-20T10:00:00Z' },
    })
  const commit = (message: string) => {
    git('add', '--all')
    git('commit', '--quiet', '--message', message)
  }
  cpSync(join(root, '.github/landlord'), join(dir, '.github/landlord'), { recursive: true })
  cpSync(join(root, 'tenants'), join(dir, 'tenants'), { recursive: true })
  git('init', '--quiet', '--initial-branch=main')
  commit('An estate')
  git('checkout', '--quiet', '-b', 'change')
  return {
    dir,
    git,
    commit,
    write: (path, content) => {
      mkdirSync(dirname(join(dir, path)), { recursive: true })
      writeFileSync(join(dir, path), content)
    },
    landlord: (...args) => landlord(dir, args),
    remove: () => {
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** Options of Node itself, and of its environment. */
type More = Readonly<{ node?: readonly string[]; env?: Readonly<Record<string, string | undefined>> }>

/** The command line in a process of its own, as its users start it. */
export const landlord = (cwd: string, args: readonly string[], more: More = {}): Promise<Ran> =>
  runProgram(join(root, 'src/cli/main.ts'), cwd, args, more)

export function runProgram(
  program: string,
  cwd: string,
  args: readonly string[],
  { node = [], env = {} }: More = {},
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...node, program, ...args], {
      cwd,
      env: { ...process.env, ...env },
    })
    const out = { stdout: '', stderr: '' }
    child.stdout.on('data', (chunk: Buffer) => (out.stdout += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (out.stderr += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) => {
      resolve({ ...out, code })
    })
  })
}
