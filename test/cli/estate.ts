import { afterAll } from '@jest/globals'
import { execFileSync, spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunResult } from '../../src/provisioning/result.ts'

const root = join(import.meta.dirname, '../..')

/** An estate in a git repository of its own, and `landlord` run in it as a user would. */
export type Estate = Readonly<{
  folder: string
  git: (...args: readonly string[]) => string
  /** Writes a tenant file; `change` replaces text in it. */
  tenant: (id: string, change?: readonly (readonly [RegExp, string])[]) => Promise<void>
  commit: () => string
  landlord: (args: readonly string[], env?: Env) => Promise<Run>
}>

type Env = Readonly<Record<string, string | undefined>>
export type Run = Readonly<{
  code: number | null
  stdout: string
  stderr: string
  result: RunResult | undefined
}>

const made: string[] = []
afterAll(() => Promise.all(made.map((folder) => rm(folder, { recursive: true, force: true }))))

export async function anEstate(env: Env): Promise<Estate> {
  const folder = await mkdtemp(join(tmpdir(), 'landlord-estate-'))
  made.push(folder)
  await cp(join(root, 'terraform'), join(folder, 'terraform'), { recursive: true })
  await mkdir(join(folder, '.github/landlord'), { recursive: true })
  await cp(join(root, '.github/landlord/settings.yml'), join(folder, '.github/landlord/settings.yml'))
  await writeFile(join(folder, '.gitignore'), '.landlord/\n')
  await mkdir(join(folder, 'tenants'))
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
      encoding: 'utf8',
    }).trim()
  git('init', '-q', '-b', 'main')
  return {
    folder,
    git,
    tenant: async (id, change = []) => {
      const text = await readFile(join(root, 'tenants/bazaar-retail.yaml'), 'utf8')
      const named = text.replace(/^id: \S+/m, `id: ${id}`)
      const changed = change.reduce((so, [from, to]) => so.replace(from, to), named)
      await writeFile(join(folder, `tenants/${id}.yaml`), changed)
    },
    commit: () => {
      git('add', '-A')
      git('commit', '-q', '-m', 'x')
      return git('rev-parse', 'HEAD')
    },
    landlord: (args, more = {}) => run(folder, args, { ...env, ...more }),
  }
}

/** Go collects garbage less often: of the seconds in which the AWS provider starts that is a fifth. */
export const lessCollecting = { GOGC: '400' }

/** What the test's own environment must not lend to the command. */
const cleared = { AWS_CA_BUNDLE: undefined, GITHUB_STEP_SUMMARY: undefined, GITHUB_ACTIONS: undefined }

async function run(cwd: string, args: readonly string[], env: Env): Promise<Run> {
  const child = spawn(process.execPath, [join(root, 'src/cli/main.ts'), ...args], {
    cwd,
    env: { ...process.env, ...cleared, ...env },
  })
  let [stdout, stderr, stops] = ['', '', 0]
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
    // Twice, as an impatient person or a cancelled job does.
    if (env.STOP_AT !== undefined && stderr.includes(env.STOP_AT) && stops++ < 2) child.kill('SIGTERM')
  })
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return {
    code,
    stdout,
    stderr,
    result: stdout.startsWith('{') ? (JSON.parse(stdout) as RunResult) : undefined,
  }
}
