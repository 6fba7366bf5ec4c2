import { sign, type KeyObject } from 'node:crypto'
import { contentAMinute } from '../github/limits/charges.ts'
import { watchCalls } from '../github/limits/watch-calls.ts'
import type { Queue } from '../queue/queue.ts'
import type { Registry } from '../registry/registry.ts'
import { newFigures } from '../telemetry/figures.ts'
import { remembered } from '../telemetry/remembered.ts'
import { inSpan } from '../telemetry/trace.ts'
import { watchRegistry } from './watch-registry.ts'
import { checkReadiness } from '../web/readiness.ts'

type Parts = Readonly<{
  version: string
  registry: Registry
  queue: Queue
  auditKey: KeyObject
  /** How many times github.com's limits this GitHub allows. */
  limits: number
}>

/** A balancer asks every few seconds, anybody may ask as often as they like: the database is asked once a second. */
const freshMs = 1_000

/** What is told of this process: whether it is ready, how it fares, and the registry and GitHub as seen doing so. */
export function watchProcess({ version, registry, queue, auditKey, limits }: Parts) {
  let closing = false
  const readiness = remembered(freshMs, () =>
    checkReadiness({
      migrated: registry.migrated,
      backlog: queue.backlog,
      sign: () => sign(null, Buffer.from('readyz'), auditKey),
      isClosing: () => closing,
    }),
  )
  const figures = newFigures(version, {
    operations: registry.operationsByState,
    drifted: registry.driftedCount,
    displaced: registry.displacedCount,
    unanchoredSeconds: registry.unanchoredSeconds,
    unhandled: registry.unhandledCount,
    backlog: queue.backlog,
    contentWrites: {
      most: contentAMinute.most * limits,
      spent: async () => {
        const spent = await registry.spentOf(contentAMinute.bucket, contentAMinute.seconds)
        return spent.map(({ who, ...rest }) => ({ installation: who, ...rest }))
      },
    },
    readiness,
  })
  return {
    figures,
    readiness,
    registry: watchRegistry(registry, figures),
    /** A plugin for Octokit. */
    calls: watchCalls({
      during: ({ installation, method, route }, request) =>
        inSpan(
          {
            name: `${method} ${route}`,
            kind: 'client',
            attributes: { 'landlord.installation': installation },
          },
          request,
        ),
      answered: figures.answered,
    }),
    /** From now on it is not ready. */
    closes: (): void => {
      closing = true
    },
  }
}
