import type { Accept } from './accept.ts'

/**
 * GitHub signs the body and nothing else: whoever once got hold of a delivery can send it again under another id. The
 * body tells when things happened; what happened longer ago than GitHub ever redelivers (three days; docs.github.com,
 * "Redelivering webhooks") is no delivery of GitHub's. A day is for clocks and for retries on its side. Younger ones are
 * a redelivery that nobody asked for: harmless, since every job reads the present state.
 */
const oldestMs = 4 * 24 * 3_600_000

type Told = Readonly<{ now: () => Date; refused: (delivery: Parameters<Accept>[0]) => void }>

/** Takes what is fresh, or does not tell its age; the rest is told of and left out. */
export const refusingStale =
  (accept: Accept, { now, refused }: Told): Accept =>
  async (delivery, jobs) => {
    if (delivery.at !== undefined && now().getTime() - delivery.at.getTime() > oldestMs) refused(delivery)
    else await accept(delivery, jobs)
  }
