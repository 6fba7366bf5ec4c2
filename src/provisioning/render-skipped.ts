import { code, prose, table, text } from '../tenant/markdown.ts'
import type { Operation } from './operation.ts'

/** The seats that nobody was asked to fill, the first twenty of them. */
export const renderSkipped = (skipped: Operation['skipped']): string =>
  table(
    ['Seat', 'Why', 'Who can fill it'],
    skipped
      .slice(0, 20)
      .map((seat) => [
        text(seat.name, 80),
        prose(seat.because),
        seat.approvers.map((who) => code(who)).join(', '),
      ]),
  )
