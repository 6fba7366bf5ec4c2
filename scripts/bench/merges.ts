import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { operationId } from '../../src/provisioning/new-operation.ts'
import { startEmbedded } from '../../src/registry/embedded.ts'
import type { Exchange } from '../../src/sandbox/github/http/exchange.ts'
import { githubsLimits, type SecondaryLimits } from '../../src/sandbox/github/http/secondary.ts'
import { stageMerges } from './merges-stage.ts'
import { renderTable } from './table.ts'

export type MergesOptions = Readonly<{
  databaseUrl: string
  /** For the sandbox's repositories. */
  home: string
  tenants: number
  /** So many times faster than life runs GitHub's minute, for it and for Landlord alike. */
  squeeze: number
  /** Of GitHub's limits only such a part is there, for it and for Landlord alike. */
  part?: number
}>

/** What the sandbox's GitHub saw. Seconds are GitHub's, not those of a squeezed clock. */
export type Merges = Readonly<{
  tenants: number
  dispatched: number
  /** Of operations that were dispatched more than once. */
  repeated: number
  /** Answers that were 403 or 429. */
  refused: number
  requests: number
  /** The most in any minute, and what is allowed. */
  dispatchesAMinute: number
  mayDispatch: number
  contentAMinute: number
  mayWrite: number
  /** From the first dispatch to the last, and the least that the limit allows for so many. */
  seconds: number
  leastSeconds: number
}>

/**
 * Tenants that are merged at once: their operations wait in a registry, and Landlord's queue, reconciler, flows and client
 * dispatch them on the sandbox's GitHub, whose secondary limits are on. Ends when each has been dispatched.
 */
export async function benchMerges(options: MergesOptions): Promise<Merges> {
  const { tenants, squeeze, part = 1 } = options
  const limits = {
    ...githubsLimits,
    points: 5 * Math.floor((githubsLimits.points * part) / 5),
    contentAMinute: Math.floor(githubsLimits.contentAMinute * part),
    minuteMs: githubsLimits.minuteMs / squeeze,
  }
  const seen: Seen[] = []
  const dispatched = new Set<string>()
  const stage = await stageMerges({
    ...{ ...options, limits, part },
    onExchange: (exchange) => {
      const one = seenIn(exchange)
      seen.push(one)
      if (one.operation !== undefined) dispatched.add(one.operation)
    },
  })
  try {
    for (let number = 1; number <= tenants; number += 1)
      await stage.merge(operationId(randomBytes(20)), `tenant-${number}`)
    await stage.work()
    while (dispatched.size < tenants) await pause(50)
  } finally {
    await stage.close()
  }
  return tally(seen, { tenants, squeeze, limits })
}

/** With a registry of its own in a folder. */
export async function benchMergesHere({
  folder,
  say,
  ...sizes
}: Omit<MergesOptions, 'databaseUrl' | 'home'> &
  Readonly<{ folder: string; say: (progress: string) => void }>): Promise<Merges> {
  const database = await startEmbedded(join(folder, 'postgres'))
  try {
    say(`${sizes.tenants} tenants are merged`)
    return await benchMerges({ ...sizes, home: folder, databaseUrl: await database.database('landlord') })
  } finally {
    await database.close()
  }
}

/** `operation`: whose run it started. */
type Seen = Readonly<{ at: number; status: number; isContent: boolean; operation: string | undefined }>

function seenIn({ method, template, status, began, requestBody }: Exchange): Seen {
  const starts = method === 'POST' && template.endsWith('/dispatches') && status < 300
  const { operation } = starts ? (requestBody as Dispatch).inputs : {}
  const isContent = method === 'POST' && template.endsWith('/comments') && status < 300
  return { at: began, status, isContent, operation }
}

type Dispatch = Readonly<{ inputs: Readonly<{ operation: string }> }>

type About = Readonly<{ tenants: number; squeeze: number; limits: SecondaryLimits }>

function tally(seen: readonly Seen[], { tenants, squeeze, limits }: About): Merges {
  const { points, contentAMinute: mayWrite, minuteMs } = limits
  const dispatches = seen.filter(({ operation }) => operation !== undefined)
  const content = seen.filter(({ isContent }) => isContent)
  const times = dispatches.map(({ at }) => at).toSorted((one, other) => one - other)
  const mayDispatch = Math.floor(points / 5)
  return {
    tenants,
    dispatched: new Set(dispatches.map(({ operation }) => operation)).size,
    repeated: dispatches.length - new Set(dispatches.map(({ operation }) => operation)).size,
    refused: seen.filter(({ status }) => status === 403 || status === 429).length,
    requests: seen.length,
    dispatchesAMinute: mostInAny(minuteMs, times),
    mayDispatch,
    contentAMinute: mostInAny(
      minuteMs,
      content.map(({ at }) => at).toSorted((one, other) => one - other),
    ),
    mayWrite,
    seconds: (((times.at(-1) ?? 0) - (times[0] ?? 0)) * squeeze) / 1000,
    leastSeconds: Math.floor((tenants - 1) / mayDispatch) * 60,
  }
}

/** The most that fall into any window; times ascend. */
function mostInAny(windowMs: number, times: readonly number[]): number {
  let first = 0
  let most = 0
  times.forEach((time, index) => {
    while ((times[first] ?? time) <= time - windowMs) first += 1
    most = Math.max(most, index - first + 1)
  })
  return most
}

export const renderMerges = (merges: Merges): string => {
  const { tenants, dispatched, repeated, refused, requests, seconds, leastSeconds } = merges
  return `${tenants} tenants merged at once: ${dispatched} dispatched, ${repeated} of them twice; ${requests} requests, ${refused} refused by GitHub's limits.
${renderTable([
  ['in the fullest minute', 'sent', 'allowed'],
  ['dispatches', String(merges.dispatchesAMinute), String(merges.mayDispatch)],
  ['comments', String(merges.contentAMinute), String(merges.mayWrite)],
])}
From the first to the last ${seconds.toFixed(0)} s of GitHub's time; the limit allows ${leastSeconds} s: ${leastSeconds === 0 ? 'it holds up none' : `${((100 * leastSeconds) / seconds).toFixed(0)} % of its rate is used`}.`
}
