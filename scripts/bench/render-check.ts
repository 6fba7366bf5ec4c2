import type { CheckReport } from './check.ts'
import { milliseconds, renderTable } from './table.ts'

export function renderCheck({ tenants, times, cores, load, rows }: CheckReport): string {
  const [landlord, again, ajv] = rows
  return [
    `${tenants} tenant files of forty lines, medians of ${times}, whole processes (${cores} cores, load ${load.toFixed(1)} when it began):`,
    renderTable([
      ['', 'elapsed', 'processor', 'memory'],
      ...rows.map(({ what, elapsed, cpu, memory }) => [
        ...[what, milliseconds(elapsed), milliseconds(cpu), `${memory.toFixed(0)} MiB`],
      ]),
    ]),
    [
      ...(landlord === undefined || ajv === undefined
        ? []
        : [goal('cold ÷ ajv-cli', landlord.elapsed / ajv.elapsed, 1, '×')]),
      ...(landlord === undefined ? [] : [goal('memory', landlord.memory, 400, ' MiB')]),
      ...(again === undefined ? [] : [goal('one file changed', again.elapsed, 300, ' ms')]),
    ].join('\n'),
  ].join('\n\n')
}

const goal = (what: string, is: number, wanted: number, unit: string): string =>
  `${is <= wanted ? 'met' : 'NOT MET'}: ${what} is ${is.toFixed(unit === '×' ? 2 : 0)}${unit}, wanted at most ${wanted}${unit}`
