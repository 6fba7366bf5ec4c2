import type { Repository } from '../memory/repository.ts'

/** Something that happened and that Apps may want to know. */
export type Notice = Readonly<{
  event: string
  action?: string
  /** Where it happened; an organisation's login where it is of no repository. */
  repository: Repository | string
  /** Login of who did it. */
  sender: string
  /** The event's own part of the payload. */
  payload: Readonly<Record<string, unknown>>
  /** Only this App hears of it (a re-requested check run goes to the App that made it). */
  onlyApp?: number
}>
