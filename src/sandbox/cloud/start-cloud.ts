import { mkdir } from 'node:fs/promises'
import { offer, type Offer } from './offer.ts'
import { startAws } from './aws.ts'
import { startRedis } from './redis.ts'
import type { Part } from './part.ts'
import type { Service } from './service.ts'
import { findTools } from './terraform.ts'

export type CloudOptions = Readonly<{
  /** Logs, the Redis ACL file and Terraform's configuration go here. */
  home: string
  /** What to leave off although the machine has it. */
  without?: readonly ('aws' | 'redis' | 'terraform')[]
  log?: (line: string) => void
  /** Where to look for programs, and what the machine says of itself; this process's unless told. */
  env?: Readonly<Record<string, string | undefined>>
}>

export type Cloud = Readonly<{
  /** Settles once everything is up or known to be off; it never rejects. */
  ready: Promise<CloudReport>
  /** What users of the cloud need in their environment; waits until it is ready. */
  env: () => Promise<Readonly<Record<string, string>>>
  close: () => Promise<void>
}>

export type CloudReport = Readonly<{ aws: Offer; terraform: Offer; redis: Offer }>

/** Local stand-ins for what Landlord manages: an AWS, a Redis, and the Terraform that talks to them. */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const { home, without = [], log, env = process.env } = options
  await mkdir(home, { recursive: true })
  const services: Service[] = []
  const keep = (service: Service) => services.push(service)
  const setting = { home, env, keep }
  const leftOut = (name: 'aws' | 'redis' | 'terraform'): Part | undefined =>
    without.includes(name)
      ? { offer: offer.off('it was left out', 'Start the sandbox without that option.') }
      : undefined
  const started = Promise.all([
    leftOut('aws') ?? attempt(() => startAws(setting)),
    leftOut('terraform') ?? attempt(() => findTools(setting)),
    leftOut('redis') ?? attempt(() => startRedis(setting)),
  ])
  const ready = started.then(([aws, terraform, redis]) => {
    const report = { aws: aws.offer, terraform: terraform.offer, redis: redis.offer }
    for (const [name, { state, says }] of Object.entries(report)) log?.(`${name} is ${state}: ${says}`)
    return report
  })
  return {
    ready,
    async env() {
      const all = await started
      const report = await ready
      const own = { LANDLORD_AWS: report.aws.state, CHECKPOINT_DISABLE: '1' }
      return all.reduce((env, part) => ({ ...env, ...part.env }), own)
    },
    async close() {
      await Promise.all(services.map((service) => service.close()))
    },
  }
}

/** A part that fails is off, and takes nothing else with it. */
async function attempt(start: () => Promise<Part>): Promise<Part> {
  try {
    return await start()
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error)
    return { offer: offer.off(because, 'Look into its log in the folder of the sandbox.') }
  }
}
