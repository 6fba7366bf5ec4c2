import type { Seat } from '../../approvals/seat.ts'

/** One row a seat, under headings; nothing where no seat is open. */
export function seatRows(seats: readonly Seat[]): readonly (readonly string[])[] {
  if (seats.length === 0) return []
  const rows = seats.map(({ name, because, approvers, state }) => [
    name,
    stateOf(state),
    approvers.join(' '),
    because,
  ])
  return [['SEAT', 'STATE', 'WHO', 'WHY'], ...rows]
}

function stateOf(state: Seat['state']): string {
  switch (state.state) {
    case 'filled':
      return `filled by ${state.by.join(', ')}`
    case 'open':
      return 'open'
    case 'unsatisfiable':
      return `nobody can: ${state.why}`
  }
}

/** The same as data, as DESIGN §10 names its fields. */
export const seatData = ({ name, because, approvers, needed, line, files, state }: Seat) => ({
  seat: name,
  because,
  approvers,
  needed,
  state: state.state,
  by: state.state === 'unsatisfiable' ? [] : state.by,
  line,
  files,
  ...(state.state === 'unsatisfiable' ? { why: state.why } : {}),
})
