import { readFileSync } from 'node:fs'
import { expect } from '@jest/globals'
import type { Job } from '../../src/jobs/job.ts'
import type { World } from '../../src/jobs/world.ts'
import { newEstate, putFile, type Estate } from '../sandbox/github/estate.ts'

/** The app's own wiring on the sandbox's GitHub, with a registry that remembers nothing. */
const shipped = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
export const path = 'tenants/vidya-school.yaml'
export const text = shipped(path)
export const here = { owner: 'acme', repo: 'estate', installation: 1 }

export async function aRuledEstate(): Promise<Estate> {
  const estate = await newEstate()
  const rules = {
    // There is no price book here, and a guardrail without a price asks for its seat.
    '.github/landlord/settings.yml': shipped('.github/landlord/settings.yml').replace(
      'then: seat, seat: CFO',
      'then: warn',
    ),
    '.github/landlord/APPROVERS':
      '[Platform] when budget.yearly >= lakh(1)\n/tenants/ @acme/platform\n[Never] when budget.yearly > lakh(9000)\n/tenants/ @acme/nobody\n',
  }
  for (const [file, content] of Object.entries(rules))
    await putFile(estate.as('boss'), { branch: 'main', path: file, text: content })
  return estate
}

type Has = Readonly<{
  estate: Estate
  memory: World['memory']
  /** Whom Landlord has asked before on a pull request. */
  asked?: readonly string[]
  /** What is put into the queue. */
  queued?: (job: Job) => void
}>

export const aWorld = ({ estate, memory, asked = ['acme/platform', 'boss'], queued }: Has): World =>
  ({
    registry: {
      deployed: () => Promise.resolve([]),
      claims: () => Promise.resolve([]),
      tombstones: () => Promise.resolve([]),
      approvedAmounts: () => Promise.resolve({}),
      approvedRules: () => Promise.resolve({}),
      saveApprovedAmounts: () => Promise.resolve(),
      saveApprovedRules: () => Promise.resolve(),
      saveClaim: () => Promise.resolve('saved'),
      releaseRoom: () => Promise.resolve(false),
      openOperations: () => Promise.resolve([]),
      operationsOf: () => Promise.resolve([]),
      saveDecision: () => Promise.resolve(),
      withdrawDecision: () => Promise.resolve(),
      saveOpenSeats: () => Promise.resolve({}),
      saveHangsOn: () => Promise.resolve(),
      saveNotices: () => Promise.resolve([]),
      askedReviewers: () => Promise.resolve(asked),
      saveAskedReviewers: () => Promise.resolve(),
    },
    queue: { send: ({ data }: { data: { job: Job } }) => Promise.resolve(queued?.(data.job)) },
    log: { info: () => undefined, warn: (...said: readonly unknown[]) => expect(said).toEqual([]) },
    figures: { evaluated: () => undefined },
    memory,
    github: { as: () => Promise.resolve(estate.app.bot), app: () => Promise.resolve({ slug: 'landlord' }) },
  }) as unknown as World
