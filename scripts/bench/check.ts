import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { loadTemplate, packageRoot } from '../../src/estate/template.ts'
import { median, percentile } from './statistics.ts'
import { milliseconds, renderTable } from './table.ts'

/** Whole processes: start of Node, reading, deciding and printing. Milliseconds. */
export type CheckReport = readonly Readonly<{
  estate: string
  tenants: number
  times: number
  median: number
  p95: number
}>[]

type Options = Readonly<{ folder: string; tenants: number; times: number }>

export function benchCheck({ folder, tenants, times }: Options): CheckReport {
  const files = loadTemplate({ examples: true })
  const isTenant = (path: string): boolean => path.startsWith('tenants/') && path.endsWith('.yaml')
  const examples = files.filter(({ path }) => isTenant(path))
  const generated = Array.from({ length: tenants }, (_, index) => {
    const { path, text } = examples[index % examples.length] ?? { path: '', text: '' }
    const [, id = ''] = /^tenants\/(.*)\.yaml$/.exec(path) ?? []
    const own = `${id}-${index}`
    return { path: `tenants/${own}.yaml`, text: text.replaceAll(id, own) }
  })
  const rules = files.filter(({ path }) => !isTenant(path))
  const roomy = rules.map((file) => ({ ...file, text: makeRoom(file, tenants) }))
  const estates = [
    { estate: 'example', files, tenants: examples.length },
    { estate: 'generated', files: [...roomy, ...generated], tenants },
  ]
  const report: CheckReport[number][] = []
  for (const one of estates) {
    const at = join(folder, one.estate)
    for (const { path, text } of one.files) save(join(at, path), text)
    const taken = Array.from({ length: times }, () => check(at, one.tenants))
    report.push({
      ...{ estate: one.estate, tenants: one.tenants, times },
      ...{ median: median(taken), p95: percentile(taken, 0.95) },
    })
  }
  return report
}

/** What settings.yml takes. */
const largest = 1_000_000_000

/** Pools are sized for a handful of tenants; a thousand of them would only be a thousand findings. */
const makeRoom = ({ path, text }: Readonly<{ path: string; text: string }>, tenants: number): string =>
  path === '.github/landlord/settings.yml'
    ? text.replace(/^pools:[\s\S]*?(?=^\S|$(?![\s\S]))/m, (pools) =>
        pools.replace(/\b\d{3,}\b/g, (number) => String(Math.min(Number(number) * tenants, largest))),
      )
    : text

function save(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

function check(estate: string, tenants: number): number {
  const program = join(packageRoot(), 'src/cli/main.ts')
  const began = performance.now()
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [program, 'check', '--repo', estate, '--format', 'json'],
    { encoding: 'utf8', maxBuffer: 1 << 28 },
  )
  const took = performance.now() - began
  // A bench of something that failed early would look fast.
  if (status !== 0)
    throw new Error(`landlord check ended with ${status ?? 'a signal'}: ${stderr.slice(0, 2000)}`)
  const { tenants: seen } = JSON.parse(stdout) as { tenants: number }
  if (seen !== tenants) throw new Error(`landlord check saw ${seen} of ${tenants} tenants.`)
  return took
}

export const renderCheck = (report: CheckReport): string =>
  [
    '`landlord check`, the whole process:',
    renderTable([
      ['estate', 'tenants', 'times', 'median', 'p95'],
      ...report.map(({ estate, tenants, times, ...ms }) => [
        ...[estate, String(tenants), String(times), milliseconds(ms.median), milliseconds(ms.p95)],
      ]),
    ]),
  ].join('\n\n')
