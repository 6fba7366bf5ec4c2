import { createHash } from 'node:crypto'
import { parseReviewedPlan, type ReviewedPlan } from '../../provisioning/reviewed-plan.ts'
import type { ResourceChange } from '../../provisioning/resource-change.ts'
import { keptText } from './kept-text.ts'
import type { TenantRun } from './tenant-run.ts'

/** Where what was shown of a tenant file is kept until it is applied: beside its state. */
export type PlanPlace = Readonly<{
  keep: (changes: readonly ResourceChange[]) => Promise<void>
  load: () => Promise<ReviewedPlan | undefined>
  /** It was carried out: the same file may mean something else another time. */
  forget: () => Promise<void>
}>

/** The bucket LANDLORD_STATE_BUCKET, else LANDLORD_HOME. */
export function planPlace(run: TenantRun): PlanPlace {
  const file = createHash('sha256').update(run.tenantText).digest('hex')
  const { save, read, remove } = keptText(run, {
    path: `plans/${run.id}/${file}.json`,
    key: `tenants/${run.id}/plans/${file}.json`,
  })
  return {
    forget: remove,
    keep: (changes) => {
      const plan: ReviewedPlan = {
        ...{ apiVersion: 'landlord/v1', kind: 'TenantPlan', tenant: run.id, file, sha: run.sha },
        ...{ madeAt: new Date().toISOString(), changes },
      }
      return save(`${JSON.stringify(plan, undefined, 2)}\n`)
    },
    load: async () => {
      const text = await read()
      return text === undefined ? undefined : parseReviewedPlan(parsed(text), { tenant: run.id, file })
    },
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
