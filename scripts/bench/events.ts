import { setTimeout as pause } from 'node:timers/promises'
import type { Exchange } from '../../src/sandbox/github/http/exchange.ts'
import type { Delivery } from '../../src/sandbox/github/memory/app.ts'
import { startBare, type Bare } from './bare.ts'
import { nodesIn, planReplay, type Twin } from './replay.ts'
import { prepare, scenes, type Lane, type Scene } from './scenes.ts'
import { openStage, type Stage } from './stage.ts'

/** One event, once. */
export type Sample = Readonly<{
  scene: string
  /** Of the very first event of the process: nothing is cached, no token is there. */
  cold: boolean
  /** From the sending of the webhook to the last write, milliseconds. */
  landlord: number
  /** The same calls issued bare. */
  bare: number
  /** `METHOD /template` of each call, in order. */
  calls: readonly string[]
}>

type Options = Readonly<{ rounds: number; latencyMs: number; home: string; say: (progress: string) => void }>

/**
 * Plays pull requests, each beside a twin that the App never hears of: what Landlord asked about the one is asked
 * bare about the other, so that both meet GitHub with the same freshness.
 */
export async function benchEvents({ rounds, latencyMs, home, say }: Options): Promise<readonly Sample[]> {
  const stage = await openStage(home, latencyMs)
  const bare = startBare()
  const samples: Sample[] = []
  try {
    const plan = [
      1,
      ...sizes.flatMap(({ files, times }) => Array.from({ length: times ?? rounds }, () => files)),
    ]
    for (const [round, files] of plan.entries()) {
      await keepWithinLimits(stage, say)
      const own = aLane(`bench-${round}-own`, files)
      const other = aLane(`bench-${round}-twin`, files)
      await stage.unheard(() => prepare(stage, other))
      await prepare(stage, own)
      const twin: Twin = { texts: new Map(), ids: new Map(), pull: { own: 0, twin: 0 } }
      for (const scene of scenes)
        samples.push(await play(scene, { stage, bare, own, other, twin, cold: samples.length === 0 }))
      say(`pull request ${round + 1} of ${plan.length}, ${own.files} changed files`)
    }
    return samples
  } finally {
    bare.close()
    await stage.sandbox.close()
  }
}

const isWrite = ({ method, template }: Exchange): boolean =>
  method !== 'GET' && !/^\/graphql (Snapshot|Texts)$/.test(template)

/** Large ones say nothing more the more often they come. The very first is for warming up, and has one. */
const sizes: readonly Readonly<{ files: number; times?: number }>[] = [
  { files: 1 },
  { files: 20, times: 2 },
  { files: 300, times: 2 },
]

const aLane = (tenant: string, files: number): Lane => ({
  tenant,
  files,
  number: 0,
  node: '',
  head: '',
  blob: '',
  comment: 0,
})

type Round = Readonly<{ stage: Stage; bare: Bare; own: Lane; other: Lane; twin: Twin; cold: boolean }>

async function play(scene: Scene, { stage, bare, own, other, twin, cold }: Round): Promise<Sample> {
  await stage.unheard(() => scene.act(stage, other))
  const known = new Set(stage.sandbox.github.deliveries().map(({ guid }) => guid))
  await scene.act(stage, own)
  const { began, calls } = await until(`Landlord's answer to ${scene.name}`, () =>
    whatCameOf(scene, stage, known),
  )
  const writes = calls.filter(isWrite)
  const landlord = Math.max(...writes.map((call) => call.began + call.ms)) - began

  twin.texts.set(own.head, other.head).set(own.blob, other.blob).set(own.node, other.node)
  twin.ids.set(own.comment, other.comment)
  const told = { ...twin, pull: { own: own.number, twin: other.number } }
  const plan = planReplay(calls, told)
  const { github } = stage.sandbox
  const report = await bare.send({ baseUrl: github.url, token: stage.token, calls: plan })
  calls.forEach((call, index) => {
    const status = report.statuses[index]
    if (status !== call.status)
      throw new Error(
        `${call.method} ${call.path}: Landlord got ${call.status}, the bare call ${status ?? 0}.`,
      )
    const id = idIn(call.responseBody)
    const twinId = report.ids[index]
    if (id !== undefined && twinId !== undefined) twin.ids.set(id, twinId)
    nodesIn(call.path === '/graphql' ? call.responseBody : undefined).forEach((node, at) => {
      const twinNode = report.nodes[index]?.[at]
      if (twinNode !== undefined) twin.texts.set(node, twinNode)
    })
  })
  return {
    scene: own.files === 1 ? scene.name : `${scene.name}, ${own.files} files`,
    cold,
    landlord,
    bare: report.ms,
    calls: calls.map(({ method, template }) => `${method} ${template}`),
  }
}

/** The calls of the review that the newest delivery asked for, once it is over. */
function whatCameOf(scene: Scene, stage: Stage, known: ReadonlySet<string>) {
  const delivery = stage.lastDelivery(scene.event)
  if (delivery === undefined || known.has(delivery.guid) || !stage.reviewed.has(delivery.guid))
    return undefined
  const calls = callsSince(delivery, stage)
  const { endsWith } = scene
  const isOver =
    endsWith === undefined ||
    calls.some(({ requestBody }) => JSON.stringify(requestBody ?? '').includes(endsWith))
  return isOver ? { began: delivery.began, calls } : undefined
}

/** Signing in is no part of a review, nor is the look for missed merges that comes round once a minute. */
const callsSince = ({ began }: Delivery, { calls }: Stage): readonly Exchange[] =>
  calls
    .filter((call) => call.began >= began && !notOurs.has(`${call.method} ${call.template}`))
    .toSorted((a, b) => a.began - b.began)

const notOurs = new Set([
  'GET /app',
  'GET /app/hook/deliveries',
  'POST /app/installations/{installation_id}/access_tokens',
  'GET /repos/{owner}/{repo}/pulls',
])

const idIn = (body: unknown): number | undefined =>
  typeof body === 'object' && body !== null && 'id' in body && typeof body.id === 'number'
    ? body.id
    : undefined

/** GitHub allows 80 writes a minute and Landlord keeps to that: a bench that hit it would measure the waiting. */
async function keepWithinLimits({ calls }: Stage, say: Options['say']): Promise<void> {
  for (;;) {
    const minuteAgo = performance.now() - 60_500
    const writes = calls.filter((call) => isWrite(call) && call.began > minuteAgo).length
    if (writes <= 68) return
    say('waiting, so that GitHub’s 80 writes a minute are kept')
    await pause(5000)
  }
}

async function until<Seen>(what: string, look: () => Seen | undefined): Promise<Seen> {
  const end = performance.now() + 30_000
  for (;;) {
    const seen = look()
    if (seen !== undefined) return seen
    if (performance.now() > end) throw new Error(`${what} did not come within 30 s.`)
    await pause(20)
  }
}
