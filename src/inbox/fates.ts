import type { DeliveryOutcome } from '../telemetry/labels.ts'

/** What became of deliveries between their keeping and their answer; each is asked for once. */
export function newFates() {
  const fates = new Map<string, DeliveryOutcome>()
  return {
    note: (delivery: string, fate: DeliveryOutcome): void => void fates.set(delivery, fate),
    take: (delivery: string): DeliveryOutcome | undefined => {
      const fate = fates.get(delivery)
      fates.delete(delivery)
      return fate
    },
  }
}
