/** A delivery as GitHub lists it: one attempt at one event. */
export type Attempt = Readonly<{
  id: number
  /** The same for all attempts at one event. */
  guid: string
  deliveredAt: string
  succeeded: boolean
}>

export type FailedDeliveriesIO = Readonly<{
  /** Newest first, back to `since`. */
  attemptsSince: (since: Date) => Promise<readonly Attempt[]>
  /** False: somebody has asked for this event before. Remembered for good, whatever becomes of it. */
  claimRedelivery: (guid: string) => Promise<boolean>
  redeliver: (id: number) => Promise<void>
  now: () => Date
}>

/** GitHub redelivers for three days (docs.github.com, "Redelivering webhooks"). */
const deliveriesKeptMs = 3 * 24 * 3_600_000

/**
 * Asks GitHub once more for each event of which no attempt succeeded; for each of them once, whoever asks: what fails
 * twice is found without it (merges, the default branch and open pull requests are looked at anyway).
 */
export async function findFailedDeliveries(since: Date, io: FailedDeliveriesIO): Promise<number> {
  const oldest = Math.max(since.getTime(), io.now().getTime() - deliveriesKeptMs)
  const attempts = await io.attemptsSince(new Date(oldest))
  const arrived = new Set(attempts.flatMap(({ guid, succeeded }) => (succeeded ? [guid] : [])))
  const failed = new Map(
    attempts.flatMap((attempt) => (arrived.has(attempt.guid) ? [] : [[attempt.guid, attempt] as const])),
  )
  let asked = 0
  // The oldest first, as they happened.
  for (const { id, guid } of [...failed.values()].reverse())
    if (await io.claimRedelivery(guid)) {
      await io.redeliver(id)
      asked += 1
    }
  return asked
}
