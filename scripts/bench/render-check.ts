import { again, ajvAlone, cold, type CheckReport } from './check.ts'
import { milliseconds, renderTable } from './table.ts'

export function renderCheck({ tenants, times, cores, load, rows }: CheckReport): string {
  const [landlord, warm, ajv] = [cold, again, ajvAlone].map((name) => rows.find(({ what }) => what === name))
  return [
    `${tenants} tenant files of forty lines, medians of ${times}, whole processes of Landlord as it is built (${cores} cores, load ${load.toFixed(1)} when it began):`,
    renderTable([
      ['', 'elapsed', 'processor', 'memory'],
      ...rows.map(({ what, elapsed, cpu, memory }) => [
        ...[what, milliseconds(elapsed)],
        ...(Number.isNaN(cpu) ? ['?', '?'] : [milliseconds(cpu), `${memory.toFixed(0)} MiB`]),
      ]),
    ]),
    [
      ...(landlord === undefined || ajv === undefined
        ? []
        : [
            goal('cold ÷ ajv-cli', landlord.elapsed / ajv.elapsed, 1, '×'),
            `The same in time of the processor: ${(landlord.cpu / ajv.cpu).toFixed(2)}×.`,
          ]),
      ...(landlord === undefined ? [] : [goal('memory', landlord.memory, 400, ' MiB')]),
      ...(warm === undefined ? [] : [goal('one file changed', warm.elapsed, 300, ' ms')]),
      ...rows.flatMap(({ what, ended }) => (ended === undefined ? [] : [`${what}: ${ended}`])),
    ].join('\n'),
    'A check is schema, policies, capacity, cost, and the seats of every tenant as if it came today. `landlord approvers` also names people and reasons, with the whole review behind it; it has a row of its own and is not in the others.',
  ].join('\n\n')
}

const goal = (what: string, is: number, wanted: number, unit: string): string =>
  `${is <= wanted ? 'met' : 'NOT MET'}: ${what} is ${is.toFixed(unit === '×' ? 2 : 0)}${unit}, wanted at most ${wanted}${unit}`
