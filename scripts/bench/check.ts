import { spawnSync } from 'node:child_process'
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../../src/estate/template.ts'
import { saveEstate } from './check-estate.ts'
import { readUsage, saveUsageHook } from './check-usage.ts'
import { median } from './statistics.ts'

/** Whole processes, from the shell: start, reading, deciding and printing. */
export type CheckReport = Readonly<{
  tenants: number
  times: number
  cores: number
  /** Of the machine, when it began: above the number of cores the times are of a machine that was busy. */
  load: number
  rows: readonly Row[]
}>

/** Medians: milliseconds by the clock, milliseconds of processor time, MiB at the most. */
type Row = Readonly<{
  what: string
  elapsed: number
  cpu: number
  memory: number
  /** What became of it, where it did not come to an end. */
  ended?: string
}>

type Options = Readonly<{
  folder: string
  tenants: number
  times: number
  others: boolean
  say: (text: string) => void
}>

export const cold = 'Landlord, cold'
export const ajvAlone = 'ajv-cli, the schema alone'
export const again = 'Landlord again, one file changed'

/** Landlord as it is installed, beside what only validates the schema, on the same files and in turns. */
export function benchCheck({ folder, tenants, times, others, say }: Options): CheckReport {
  const estate = join(folder, 'estate')
  say(`${tenants} tenants are written to ${estate}.`)
  saveEstate(estate, tenants)
  const schema = join(packageRoot(), 'schemas/tenant.schema.json')
  const tools = others ? installOthers(join(folder, 'tools'), say) : undefined
  say('Landlord is built.')
  const main = buildLandlord(join(folder, 'landlord'))
  const landlord = (...more: readonly string[]): Command => ({
    what: `landlord check${more.length === 0 ? '' : ` ${more.join(' ')}`}`,
    args: [main, 'check', '--repo', estate, '--format', 'json', ...more],
    sees: tenants,
  })
  const thousand = join(folder, 'thousand')
  saveEstate(thousand, Math.min(tenants, sample))
  const commands: readonly Command[] = [
    { ...landlord('--no-cache'), what: cold },
    { ...landlord(), what: again, prepare: () => touch(estate) },
    { ...landlord(), what: 'Landlord, cold, and kept for the next', prepare: () => forget(folder) },
    ...(tools === undefined ? [] : [ajv(tools, schema)]),
    {
      what: `landlord approvers: the seats of ${Math.min(tenants, sample)} tenants, all new`,
      args: [main, 'approvers', '--repo', thousand, '--format', 'json'],
      once: true,
    },
    ...(tools === undefined ? [] : [spectral(tools, schema, saveSample(estate))]),
  ]
  const load = loadavg()[0] ?? NaN
  run(landlord(), { estate, folder })
  const taken = new Map<string, Row[]>()
  // In turns, so that a machine that is busy for a while is busy for all of them.
  for (let round = 1; round <= times; round += 1)
    for (const command of commands) {
      if (command.once === true && round > 1) continue
      say(`${command.what}, ${round} of ${command.once === true ? 1 : times} …`)
      taken.set(command.what, [...(taken.get(command.what) ?? []), run(command, { estate, folder })])
    }
  const rows = [...taken].map(([what, all]) => ({
    what,
    elapsed: median(all.map(({ elapsed }) => elapsed)),
    cpu: median(all.map(({ cpu }) => cpu)),
    memory: median(all.map(({ memory }) => memory)),
    ...(all[0]?.ended !== undefined && { ended: all[0].ended }),
  }))
  return { tenants, times, cores: cpus().length, load, rows }
}

/** What `npm run build` writes and a user has. Returns the program. */
function buildLandlord(folder: string): string {
  const root = packageRoot()
  const build = join(folder, 'dist')
  mkdirSync(folder)
  copyFileSync(join(root, 'package.json'), join(folder, 'package.json'))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const { status, stderr } = spawnSync(process.execPath, ['scripts/build.ts', build], {
    cwd: root,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`The build failed: ${stderr}`)
  return join(build, 'src/cli/main.js')
}

/** All of them would take a review of them as new some ten seconds, and Spectral many minutes. */
const sample = 1000
const spectralSample = 200

function saveSample(estate: string): string {
  const folder = join(estate, 'sample')
  mkdirSync(folder)
  for (const name of tenantNames(estate).slice(0, spectralSample))
    copyFileSync(join(estate, 'tenants', name), join(folder, name))
  return folder
}

const tenantNames = (estate: string): readonly string[] =>
  readdirSync(join(estate, 'tenants')).filter((name) => name.endsWith('.yaml'))

type Command = Readonly<{
  what: string
  args: readonly string[]
  prepare?: () => void
  /** Slow enough to be measured once. */
  once?: boolean
  /** How many tenants its answer has to speak of. */
  sees?: number
  /** Milliseconds after which it is ended, which is then what the row says; without it, it has to succeed. */
  atMost?: number
}>

/** Into a folder that goes when the bench ends; Landlord itself depends on neither. */
function installOthers(folder: string, say: (text: string) => void): string {
  say('ajv-cli and spectral are installed for comparison.')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{}')
  const { status, stderr } = spawnSync(
    'npm',
    ['install', '--no-audit', '--no-fund', '--ignore-scripts', 'ajv-cli@5.0.0', '@stoplight/spectral-cli'],
    { cwd: folder, encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(`npm install failed (--no-others leaves them out): ${stderr.slice(-500)}`)
  return join(folder, 'node_modules')
}

const ajv = (tools: string, schema: string): Command => ({
  what: ajvAlone,
  args: [
    ...[join(tools, 'ajv-cli/dist/index.js'), 'validate', '--spec=draft2020', '--strict=false'],
    ...['--allow-union-types', '-s', schema, '-d', 'tenants/*.yaml'],
  ],
})

function spectral(tools: string, schema: string, folder: string): Command {
  const ruleset = join(tools, 'landlord-ruleset.mjs')
  writeFileSync(
    ruleset,
    `import { readFileSync } from 'node:fs'
import { schema } from '@stoplight/spectral-functions'
// Spectral's Ajv reads patterns without the flag u, and takes \\p{…} for something else.
const unicode = (key, value) => (key === 'pattern' && value.includes('\\\\p{') ? undefined : value)
const tenant = JSON.parse(readFileSync(${JSON.stringify(schema)}, 'utf8'), unicode)
export default { rules: { tenant: { given: '$', severity: 'error', then: { function: schema, functionOptions: { schema: tenant } } } } }
`,
  )
  return {
    what: `spectral, the schema alone, of ${readdirSync(folder).length} files`,
    args: [
      join(tools, '@stoplight/spectral-cli/dist/index.js'),
      'lint',
      '-q',
      '-r',
      ruleset,
      'sample/*.yaml',
    ],
    once: true,
    atMost: 300_000,
  }
}

const forget = (folder: string): void => {
  rmSync(join(folder, 'cache'), { recursive: true, force: true })
}

function touch(estate: string): void {
  const [first = ''] = tenantNames(estate)
  appendFileSync(join(estate, 'tenants', first), '# once more\n')
}

type Place = Readonly<{ estate: string; folder: string }>

/** Twice: with a module in it that tells what it takes, and by the clock without that, since it takes some milliseconds itself. */
function run(command: Command, place: Place): Row {
  const row = runOnce(command, place, ['--import', saveUsageHook(place.folder)])
  if (command.once === true) return row
  return { ...row, elapsed: runOnce(command, place, []).elapsed }
}

function runOnce(
  { what, args, prepare, sees, atMost }: Command,
  { estate, folder }: Place,
  hook: readonly string[],
): Row {
  prepare?.()
  const usage = join(folder, 'usage.json')
  const began = performance.now()
  const { status, stdout, stderr } = spawnSync(process.execPath, [...hook, ...args], {
    cwd: estate,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, XDG_CACHE_HOME: join(folder, 'cache'), BENCH_USAGE: usage },
    ...(atMost !== undefined && { timeout: atMost }),
  })
  const elapsed = performance.now() - began
  if (status !== 0 && atMost !== undefined)
    return { what, elapsed, cpu: NaN, memory: NaN, ended: endOf(status, stderr + stdout) }
  // A bench of something that failed early would look fast.
  if (status !== 0)
    throw new Error(`${what} ended with ${status ?? 'a signal'}: ${(stderr + stdout).slice(0, 2000)}`)
  const seen = sees === undefined ? undefined : (JSON.parse(stdout) as { tenants: number }).tenants
  if (seen !== sees) throw new Error(`${what} saw ${seen ?? 'none'} of ${sees ?? 'no'} tenants.`)
  return { what, elapsed, ...readUsage(usage) }
}

const endOf = (status: number | null, output: string): string =>
  status === null ? 'was not done by then, and was ended' : `ended with ${status}: ${output.slice(0, 300)}`
