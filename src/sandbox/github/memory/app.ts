import type { Permissions } from './account.ts'

/** A registered GitHub App. */
export type App = {
  readonly id: number
  readonly slug: string
  readonly name: string
  /** Login of the account that registered it. */
  readonly owner: string
  readonly permissions: Permissions
  readonly events: readonly string[]
  readonly hookId: number
  webhookUrl: string | null
  readonly webhookSecret: string
  /** PEM; App JWTs are checked against it. */
  readonly publicKey: string
  /** Its bot, `landlord[bot]`. */
  readonly botLogin: string
  readonly createdAt: string
  readonly deliveries: Delivery[]
}

export type Installation = {
  readonly id: number
  readonly appId: number
  /** Login of the account it is installed on. */
  readonly account: string
  readonly repositoryIds: Set<number>
  readonly createdAt: string
}

/** One attempt to deliver one event to one App. */
export type Delivery = Readonly<{
  id: number
  /** X-GitHub-Delivery; a redelivery keeps it. */
  guid: string
  deliveredAt: string
  /** When it was sent, on this process's clock (`performance.now()`, milliseconds). */
  began: number
  redelivery: boolean
  /** Seconds. */
  duration: number
  status: string
  /** 0 when nobody answered. */
  statusCode: number
  event: string
  action: string | null
  installationId: number
  repositoryId: number | null
  request: Readonly<{
    headers: Readonly<Record<string, string>>
    payload: Readonly<Record<string, unknown>>
  }>
  response: Readonly<{ headers: Readonly<Record<string, string>>; payload: string }>
}>
