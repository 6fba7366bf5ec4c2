import { dayInWords } from '../../approvals/delegation.ts'
import type { Approvals, Discounted, Seat, StandIn } from '../../approvals/seat.ts'
import { code, prose, table, text } from '../../tenant/markdown.ts'

/** Who must say yes, why, and where it stands; then the reviews that do not count, each with its reason. */
export function renderSeats({ seats, discounted, notes = [] }: Approvals, fileLimit: number): string {
  const said = [...notes.map((note) => prose(note)), renderDiscounted(discounted)]
  if (seats.length === 0) return said.filter((part) => part !== '').join('\n\n')
  const dated = seats.some(({ since }) => since !== undefined)
  const rows = seats.map((seat) => [
    `**${text(seat.name, 80)}**`,
    `${prose(seat.because)}${onFiles(seat, fileLimit)}`,
    whoCan(seat),
    stateOf(seat),
    // A day, not how long: the comment changes when something happens, and not by itself.
    ...(dated ? [seat.since === undefined ? '' : dayInWords(seat.since.slice(0, 10))] : []),
  ])
  const headings = ['Seat', 'Why', 'Who can approve', 'State', ...(dated ? ['Since'] : [])]
  const seatTable = table(headings, rows)
  return ['#### Approvals', seatTable, ...said].filter((part) => part !== '').join('\n\n')
}

export function stateOf({ state, needed, standIns }: Seat): string {
  switch (state.state) {
    case 'filled':
      return state.by.length === 0 ? '✅ nobody needed' : `✅ ${people(state.by, standIns)}`
    case 'open':
      if (needed === 0) return 'optional'
      return needed === 1 ? '⏳ waiting' : `⏳ ${state.by.length} of ${needed}`
    case 'unsatisfiable':
      return `⛔ ${prose(state.why)}`
  }
}

/** The approvers as APPROVERS names them, and the people they stand for now. */
export function whoCan({ approvers, state, standIns }: Seat): string {
  const named = approvers.map((approver) => code(approver)).join(', ')
  const eligible =
    state.state === 'open'
      ? state.eligible.filter((login) => !approvers.includes(`@${login}`) && !approvers.includes(login))
      : []
  return eligible.length === 0 ? named : `${named}: ${people(eligible, standIns)}`
}

export function renderDiscounted(discounted: readonly Discounted[]): string {
  if (discounted.length === 0) return ''
  const lines = discounted.map(({ login, why }) => `- ${code(login)}: ${prose(why)}`)
  return ['Reviews that do not count:', ...lines].join('\n')
}

const people = (logins: readonly string[], standIns: readonly StandIn[] = []): string => {
  const shown = logins.slice(0, 8).map((login) => {
    const place = standIns.find((one) => one.login === login)
    return place === undefined
      ? code(login)
      : `${code(login)} for ${code(place.for)} until ${dayInWords(place.until)}`
  })
  return logins.length > 8 ? `${shown.join(', ')} and ${logins.length - 8} more` : shown.join(', ')
}

/** One file needs no naming when the reason already says it; of many the first are named. */
const onFiles = ({ files }: Seat, limit: number): string => {
  if (files.length < 2) return ''
  const more = files.length > limit ? ` and ${files.length - limit} more` : ''
  return ` <sub>${files
    .slice(0, limit)
    .map((file) => code(file))
    .join(', ')}${more}</sub>`
}
