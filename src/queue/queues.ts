import type { Queue, WorkOptions } from 'pg-boss'

/**
 * `delivery`: something happened on GitHub, keyed by pull request. `operation`: look after it, keyed by its id. `dispatch`:
 * the same for one whose run is not started yet: of thousands each waits for GitHub's limits, and must not keep those
 * that end from being seen.
 * `notice`: tell people, in a queue of its own, so that a Slack that hangs holds nothing up.
 */
export const queueNames = ['delivery', 'operation', 'dispatch', 'notice'] as const
export type QueueName = (typeof queueNames)[number]

export const deadLetterOf = (name: QueueName): string => `${name}-dead`

const common = {
  /** One active, one waiting: the handler re-reads the world, so one that waits stands for all that came since. */
  policy: 'stately',
  notify: true,
  heartbeatSeconds: 10,
  retryDelay: 2,
  retryBackoff: true,
  retryDelayMax: 60,
} as const

export const queueOptions: Readonly<Record<QueueName, Omit<Queue, 'name'>>> = {
  // Seven tries reach over about two minutes of GitHub being away; its redelivery covers the rest.
  delivery: { ...common, retryLimit: 6, expireInSeconds: 300, deadLetter: deadLetterOf('delivery') },
  // The registry has every open operation looked at again anyway; few tries are enough.
  operation: { ...common, retryLimit: 3, expireInSeconds: 300, deadLetter: deadLetterOf('operation') },
  dispatch: { ...common, retryLimit: 3, expireInSeconds: 300, deadLetter: deadLetterOf('dispatch') },
  // The registry knows what is untold and has it tried again; this covers the registry being away.
  notice: { ...common, retryLimit: 3, expireInSeconds: 300, deadLetter: deadLetterOf('notice') },
}

export const workerOptions: WorkOptions = {
  batchSize: 1,
  // The policy alone lets the first in line of a busy key stand in everybody's way; with its group it is passed over.
  groupConcurrency: 1,
  pollingIntervalSeconds: 1,
  notifyPollingIntervalSeconds: 1,
}

/** How many at once in this process; most of their time is waiting for GitHub. */
export const atOnce: Readonly<Record<QueueName, number>> = {
  delivery: 4,
  operation: 6,
  dispatch: 4,
  notice: 2,
}
