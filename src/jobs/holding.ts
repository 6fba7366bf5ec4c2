import { randomUUID } from 'node:crypto'
import { LeaseLost, type Lease, type Leases } from '../registry/leases.ts'

/** A process that is killed, or stands still for so long, has lost what it held; seconds. */
const leaseSeconds = 12

/** This process, in the table of leases. */
const holder = `${process.pid} ${randomUUID()}`

export type Held = Readonly<{
  lease: Lease
  /** Before anything that cannot be taken back: throws `LeaseLost` where somebody else may act by now. */
  stillHeld: () => Promise<void>
}>

/** Does the work while nobody else may act under that name; undefined when somebody else does. */
export async function holding<Result>(
  leases: Leases,
  name: string,
  work: (held: Held) => Promise<Result>,
): Promise<Readonly<{ result: Result }> | undefined> {
  const lease = await leases.takeLease(name, holder, leaseSeconds)
  if (lease === undefined) return undefined
  const renew = (): Promise<boolean> => leases.renewLease(lease, leaseSeconds)
  const timer = setInterval(() => void renew().catch(() => undefined), (leaseSeconds * 1000) / 3)
  try {
    const stillHeld = async (): Promise<void> => {
      if (!(await renew())) throw new LeaseLost(lease)
    }
    return { result: await work({ lease, stillHeld }) }
  } finally {
    clearInterval(timer)
    await leases.endLease(lease)
  }
}
