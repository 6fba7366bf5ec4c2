import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { budgets, type GitHubAnswer } from './budgets.ts'
import { nameOf, type DeliveryOutcome } from './labels.ts'
import { standingGauges, type Standing } from './standing.ts'

/** What this process tells of itself, for Prometheus. No label names a tenant, a repository or a person. */
export type Figures = Readonly<{
  delivered: (event: string, outcome: DeliveryOutcome) => void
  /** Seconds that the pure evaluation of one pull request took. */
  evaluated: (seconds: number) => void
  jobDone: (job: string, outcome: 'done' | 'failed', seconds: number) => void
  /** How GitHub answered in the end, what was tried again in between left out. */
  answered: (answer: GitHubAnswer) => void
  /** An estate's audit chain was verified as a whole. */
  chainJudged: (estate: string, isSound: boolean) => void
  /** An operation went on from `phase`, where it had been for so many seconds. */
  phaseLeft: (phase: string, seconds: number) => void
  /** The text that Prometheus reads. Asks the registry and the queue how things stand, at most every few seconds. */
  expose: () => Promise<Readonly<{ type: string; text: string }>>
}>

export function newFigures(version: string, standing: Standing): Figures {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  new Gauge({ name: 'landlord_build_info', help: '1.', labelNames: ['version'], registers }).set(
    { version },
    1,
  )
  const deliveries = new Counter({
    name: 'landlord_deliveries_total',
    help: 'Deliveries of GitHub, by event and by what became of them.',
    labelNames: ['event', 'outcome'],
    registers,
  })
  const evaluation = new Histogram({
    name: 'landlord_evaluation_duration_seconds',
    help: 'Time to evaluate one pull request once everything is read.',
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  })
  const jobs = new Histogram({
    name: 'landlord_job_duration_seconds',
    help: 'Time of one try of a job, waiting for GitHub included.',
    labelNames: ['kind', 'outcome'],
    buckets: [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300],
    registers,
  })
  const phases = new Histogram({
    name: 'landlord_operation_phase_duration_seconds',
    help: 'How long operations stayed in each state before they went on.',
    labelNames: ['phase'],
    buckets: [1, 5, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 86_400],
    registers,
  })
  const answered = budgets(registry, standing.contentWrites)
  const broken = new Set<string>()
  new Gauge({
    name: 'landlord_audit_broken_chains',
    help: 'Audit chains that did not verify when this process last looked.',
    registers,
    collect() {
      this.set(broken.size)
    },
  })
  standingGauges(registry, standing)
  return {
    delivered: (event, outcome) => deliveries.inc({ event: nameOf.event(event), outcome }),
    evaluated: (seconds) => evaluation.observe(seconds),
    jobDone: (job, outcome, seconds) => jobs.observe({ kind: job, outcome }, seconds),
    answered,
    chainJudged: (estate, isSound) => {
      if (isSound) broken.delete(estate)
      else broken.add(estate)
    },
    phaseLeft: (phase, seconds) => phases.observe({ phase }, seconds),
    expose: async () => ({ type: registry.contentType, text: await registry.metrics() }),
  }
}
