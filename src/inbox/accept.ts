import type { Job } from '../jobs/job.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'

/** Keeps the delivery and its jobs; rejects when it cannot, and GitHub shows the delivery as failed. */
export type Accept = (delivery: Delivery, jobs: readonly Job[]) => Promise<void>

/** `at`: when what it tells of happened, where GitHub says so. `estate`: absent where it is of a whole organisation. */
export type Delivery = Readonly<{ id: string; event: string; estate?: EstateRef; at?: Date }>
