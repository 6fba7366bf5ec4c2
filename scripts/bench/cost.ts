import { spawnSync } from 'node:child_process'
import { cpus, loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { EstimateTimes } from './estimate-all.ts'
import { median } from './statistics.ts'
import { milliseconds, renderTable } from './table.ts'

/** Medians. */
type CostReport = EstimateTimes & Readonly<{ tenants: number; times: number; cores: number; load: number }>

/** A process for each time: the second estimate of a process is faster than its first. */
export function benchCost({ tenants, times }: Readonly<{ tenants: number; times: number }>): CostReport {
  const load = loadavg()[0] ?? NaN
  const taken = Array.from({ length: times }, () => inProcess(tenants))
  return {
    ...{ tenants, times, cores: cpus().length, load },
    month: median(taken.map(({ month }) => month)),
    lines: median(taken.map(({ lines }) => lines)),
  }
}

function inProcess(tenants: number): EstimateTimes {
  const file = fileURLToPath(import.meta.resolve('./cost-process.ts'))
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, String(tenants)], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`Estimating failed: ${stderr}`)
  return JSON.parse(stdout) as EstimateTimes
}

export const renderCost = ({ tenants, times, cores, load, month, lines }: CostReport): string =>
  [
    `${tenants} tenants estimated by the shipped price book, medians of ${times} cold processes (${cores} cores, load ${load.toFixed(1)} when it began):`,
    renderTable([
      ['', 'processor'],
      ['low, expected and high month, every line', milliseconds(lines)],
      ['the expected month, as the gate asks for it', milliseconds(month)],
    ]),
    `${lines <= goal ? 'met' : 'NOT MET'}: ${milliseconds(lines)}, wanted at most ${milliseconds(goal)}`,
  ].join('\n\n')

const goal = 300
