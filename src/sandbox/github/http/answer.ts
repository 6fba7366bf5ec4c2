export type Answer = Readonly<{
  status: number
  /** Sent as JSON. */
  body?: unknown
  /** Sent as it is, instead of a body. */
  raw?: Uint8Array
  headers?: Readonly<Record<string, string>>
}>

export const ok = (body: unknown): Answer => ({ status: 200, body })
export const created = (body: unknown): Answer => ({ status: 201, body })
export const accepted = (body: unknown): Answer => ({ status: 202, body })
export const noContent: Answer = { status: 204 }
