import type { Review } from '../../approvals/people.ts'

/** A review that was sent; one still being written is nobody's opinion yet. */
export const isState = (state: string): state is Review['state'] =>
  state === 'APPROVED' || state === 'CHANGES_REQUESTED' || state === 'COMMENTED' || state === 'DISMISSED'
