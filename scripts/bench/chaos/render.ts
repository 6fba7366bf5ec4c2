import { renderTable } from '../table.ts'
import type { Chaos } from './chaos.ts'
import type { Day } from './day.ts'

export function renderChaos({ seed, pulls, replicas, calm, bad, differences }: Chaos): string {
  const rows = [['', 'calm', 'bad'], ...lines.map(([name, of]) => [name, String(of(calm)), String(of(bad))])]
  const verdict =
    differences.length === 0
      ? 'Both days ended the same: tenants, operations, decisions, comments and checks. Each tenant was applied once.'
      : `${differences.length} differences:\n\n${differences.join('\n')}`
  return `${pulls} pull requests, ${replicas} replicas, seed ${seed}.\n\n${renderTable(rows)}\n\n${verdict}`
}

const count =
  (pick: (day: Day) => Readonly<Record<string, Readonly<{ state: string }>>>, state: string) => (day: Day) =>
    Object.values(pick(day)).filter((one) => one.state === state).length

const lines: readonly (readonly [string, (day: Day) => number])[] = [
  ['seconds', ({ seconds }) => Math.round(seconds)],
  ['pull requests merged', count(({ outcome }) => outcome.pulls, 'merged')],
  [
    'tenants that stand',
    ({ outcome }) => Object.values(outcome.tenants).filter(({ stands }) => stands).length,
  ],
  ['runs at the runner', ({ runs }) => runs],
  ['processes killed', ({ kills }) => kills],
  ['starts that failed, database away', ({ failedStarts }) => failedStarts],
  ['webhooks sent', ({ webhooks }) => webhooks],
  ['  never sent', ({ damage }) => damage?.dropped ?? 0],
  ['  sent twice', ({ damage }) => damage?.duplicated ?? 0],
  ['  overtaken', ({ damage }) => damage?.overtaken ?? 0],
  ['  not taken (dead, or 503)', ({ notTaken }) => notTaken],
  ['  asked for again by Landlord', ({ redelivered }) => redelivered],
  ['requests to GitHub', ({ requests }) => requests],
  ['  refused (403)', ({ damage }) => damage?.refused403 ?? 0],
  ['  failed (502)', ({ damage }) => damage?.failed502 ?? 0],
  ['  done, answer lost (502)', ({ damage }) => damage?.lost502 ?? 0],
  ['  sent again at once', ({ sentAgain }) => sentAgain],
  ['jobs that failed and came again', ({ failedJobs }) => failedJobs],
]
