import { Gauge, type Registry } from 'prom-client'
import { operationStates } from '../provisioning/operation.ts'
import type { ContentWrites } from './budgets.ts'
import { remembered } from './remembered.ts'

/** How things stand in the database, which all processes share; every one of them tells it. */
export type Standing = Readonly<{
  /** Operations in each state. Absent states have none. */
  operations: () => Promise<Readonly<Record<string, number>>>
  /** Tenants that were not as their file says when they were last looked at. */
  drifted: () => Promise<number>
  /** Deliveries that are kept and not handed on yet. */
  unhandled: () => Promise<number>
  backlog: () => Promise<readonly Backlog[]>
  contentWrites: ContentWrites
  /** Estates that nothing is done for until a person has looked. */
  displaced: () => Promise<number>
  /** How long the oldest entry of an audit chain waits for a checkpoint. */
  unanchoredSeconds: () => Promise<number>
  /** What `/readyz` would say. */
  readiness: () => Promise<readonly Readonly<{ name: string; ok: boolean }>[]>
}>

type Backlog = Readonly<{
  queue: string
  waiting: number
  deferred: number
  active: number
  dead: number
  /** Of the oldest job that could be worked on now; 0 = there is none. */
  oldestSeconds: number
}>

/** However often one is asked. */
const freshMs = 5_000

/** What cannot be read is left out of the answer, and `landlord_registry_up` is 0; the process's own figures are told. */
export function standingGauges(
  registry: Registry,
  { operations, drifted, unhandled, backlog, displaced, unanchoredSeconds, readiness }: Standing,
): void {
  const read = remembered(freshMs, () =>
    Promise.all([
      operations(),
      unhandled(),
      backlog(),
      drifted(),
      displaced(),
      unanchoredSeconds(),
    ] as const).catch(() => undefined),
  )
  const gauge = <Label extends string>(
    name: string,
    about: Readonly<{ help: string; labelNames: readonly Label[] }>,
    set: (gauge: Gauge<Label>, seen: Awaited<ReturnType<typeof read>>) => void,
  ): void => {
    new Gauge<Label>({
      ...about,
      name,
      registers: [registry],
      async collect() {
        this.reset()
        set(this, await read())
      },
    })
  }
  gauge('landlord_registry_up', { help: '1 = the database answers.', labelNames: [] }, (it, seen) =>
    it.set(seen === undefined ? 0 : 1),
  )
  gauge(
    'landlord_operations',
    { help: 'Operations by the state they are in.', labelNames: ['state'] },
    (it, seen) => {
      // A state that nobody is in is told as 0, so that an alert ends.
      if (seen !== undefined) for (const state of operationStates) it.set({ state }, seen[0][state] ?? 0)
    },
  )
  gauge(
    'landlord_drifted_tenants',
    { help: 'Tenants that were not as their file says when they were last looked at.', labelNames: [] },
    (it, seen) => {
      if (seen !== undefined) it.set(seen[3])
    },
  )
  gauge(
    'landlord_displaced_estates',
    { help: 'Estates whose name is another repository’s now: nothing is done for them.', labelNames: [] },
    (it, seen) => {
      if (seen !== undefined) it.set(seen[4])
    },
  )
  gauge(
    'landlord_audit_unanchored_age_seconds',
    { help: 'How long the oldest entry of an audit chain waits for a checkpoint.', labelNames: [] },
    (it, seen) => {
      if (seen !== undefined) it.set(seen[5])
    },
  )
  gauge(
    'landlord_inbox_deliveries',
    { help: 'Deliveries that are kept and not handed on yet.', labelNames: [] },
    (it, seen) => {
      if (seen !== undefined) it.set(seen[1])
    },
  )
  gauge(
    'landlord_queue_jobs',
    { help: 'Jobs in the queue; deferred ones wait for their time.', labelNames: ['queue', 'state'] },
    (it, seen) => {
      for (const { queue, waiting, deferred, active } of seen?.[2] ?? []) {
        it.set({ queue, state: 'waiting' }, waiting)
        it.set({ queue, state: 'deferred' }, deferred)
        it.set({ queue, state: 'active' }, active)
      }
    },
  )
  gauge(
    'landlord_queue_oldest_job_age_seconds',
    { help: 'How long the oldest job waits that could be worked on.', labelNames: ['queue'] },
    (it, seen) => {
      for (const { queue, oldestSeconds } of seen?.[2] ?? []) it.set({ queue }, oldestSeconds)
    },
  )
  gauge(
    'landlord_dead_jobs',
    { help: 'Jobs that failed for the last time.', labelNames: ['queue'] },
    (it, seen) => {
      for (const { queue, dead } of seen?.[2] ?? []) it.set({ queue }, dead)
    },
  )
  new Gauge({
    name: 'landlord_readiness',
    help: '1 = this check of /readyz holds.',
    labelNames: ['check'],
    registers: [registry],
    async collect() {
      this.reset()
      for (const { name, ok } of await readiness()) this.set({ check: name }, ok ? 1 : 0)
    },
  })
}
