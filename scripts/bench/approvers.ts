import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openSeats } from '../../src/approvals/open-seats.ts'
import { parseApprovers } from '../../src/approvals/parse-approvers.ts'
import { uncoveredPaths } from '../../src/approvals/uncovered.ts'
import { packageRoot } from '../../src/estate/template.ts'
import { parseSettings, settingsPath } from '../../src/tenant/settings/file.ts'
import { median } from './statistics.ts'
import { milliseconds, renderTable } from './table.ts'

/** Milliseconds of CPU that it takes to say who is asked for so many files, and which of them nobody speaks of. */
export type ApproversReport = Readonly<{
  files: number
  lines: number
  shapes: readonly Readonly<{ shape: string; seats: number; cpu: number }>[]
}>

type Sizes = Readonly<{ files: number; lines: number; times: number }>

/** Ways to write an owner for each of many folders: the last is the worst, since no name tells the lines apart. */
const shapes: Readonly<Record<string, (n: number) => string>> = {
  'from the root': (n) => `/tenants/team-${n}/*.yaml @team-${n}`,
  'of a folder anywhere': (n) => `team-${n}/ @team-${n}`,
  'of a file anywhere': (n) => `t${n}.yaml @team-${n}`,
  'a section each': (n) => `[Team ${n}]\n/tenants/team-${n}/ @team-${n}`,
  'wildcards only': (n) => `*-${n}.yaml @team-${n}`,
}

export function benchApprovers({ files, lines, times }: Sizes): ApproversReport {
  const changed = Array.from({ length: files }, (_, n) => ({ path: `tenants/team-${n % lines}/t${n}.yaml` }))
  const shipped = readFileSync(join(packageRoot(), settingsPath), 'utf8')
  const { settings } = parseSettings(aFile(settingsPath, shipped))
  if (settings === undefined) throw new Error('The settings of the example estate are broken.')
  return {
    files,
    lines,
    shapes: Object.entries(shapes).map(([shape, lineOf]) => {
      const all = Array.from({ length: lines }, (_, n) => lineOf(n)).join('\n')
      const text = all.startsWith('[') ? all : `[Owners]\n${all}`
      const runs = Array.from({ length: times }, () => {
        // Read anew each time: what is made once for a file counts too.
        const { approvers } = parseApprovers(aFile('APPROVERS', text))
        const before = process.cpuUsage()
        const seats = openSeats(approvers, [], changed, settings).length
        uncoveredPaths(
          approvers,
          changed.map(({ path }) => path),
        )
        const { user, system } = process.cpuUsage(before)
        return { seats, cpu: (user + system) / 1000 }
      })
      return { shape, seats: runs[0]?.seats ?? 0, cpu: median(runs.map(({ cpu }) => cpu)) }
    }),
  }
}

export const renderApprovers = ({ files, lines, shapes: measured }: ApproversReport): string =>
  [
    `Who is asked for ${files} changed files by ${lines} lines of APPROVERS, and which files nobody speaks of (CPU, median):`,
    renderTable([
      ['lines', 'seats', 'cpu'],
      ...measured.map(({ shape, seats, cpu }) => [shape, String(seats), milliseconds(cpu)]),
    ]),
  ].join('\n\n')

const aFile = (path: string, text: string) => {
  const bytes = Buffer.from(text)
  return { path, blob: '0'.repeat(40), mode: '100644' as const, size: bytes.length, bytes }
}
