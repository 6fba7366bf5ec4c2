import { observeCacheLeftovers } from '../../cache/provision.ts'
import { observeLeftovers } from '../../database/provision.ts'
import type { Ending, Report } from '../../flows/provision-report.ts'
import { provisionTenant } from '../../flows/provision-tenant.ts'
import { destroyTenant, type DestroyIO } from '../../flows/provision-undo.ts'
import { verifyTenant } from '../../flows/provision-verify.ts'
import { observeCloudLeftovers } from '../../storage/observe-leftovers.ts'
import { removeOwnObjects } from '../../storage/probe-objects.ts'
import type { State } from '../../terraform/state.ts'
import type { TenantId } from '../../tenant/tenant.ts'
import { provisionIO, refused, subjectOf } from './apply-tenant.ts'
import { planDestroy } from './destroy-plan.ts'
import { runCommand } from '../run-command.ts'
import type { RunOptions } from '../run-options.ts'
import {
  bucketOf,
  cachePlaceOf,
  cloudOf,
  instanceLeftovers,
  standingLayersOf,
  storeOf,
} from './tenant-place.ts'
import type { TenantRun } from './tenant-run.ts'
import { madeParts } from './tenant-structure.ts'
import { storeLeftovers } from './tenant-vectors.ts'
import { withVerifyIO } from './verify-tenant.ts'

/** Puts a tenant back to the commit that was last good, and proves that it is. */
export async function reapply(id: TenantId, options: RunOptions): Promise<void> {
  await runCommand({ id, action: 'rollback', options }, async (run, report) => {
    // What is inside database and cache Terraform cannot see; so its steps run again, which mends what was bent.
    const plan = () =>
      run.terraform.plan({ remake: run.tenant === undefined ? [] : madeParts(run, run.tenant) })
    const applied = await provisionTenant(subjectOf(run), report, { ...provisionIO(run, true), plan })
    return applied.outcome === 'succeeded' ? withVerifyIO(run, (io) => verifyTenant(report, io)) : applied
  })
}

/** Destroys a tenant that was never active. */
export async function destroy(id: TenantId, options: RunOptions): Promise<void> {
  await runCommand({ id, action: 'rollback', options }, (run, report) =>
    destroyRun(run, report, options.operation),
  )
}

async function destroyRun(run: TenantRun, report: Report, operation: string): Promise<Ending> {
  const { tenant, terraform } = run
  if (tenant === undefined) return refused(run)
  const cloud = cloudOf(run, tenant)
  const cache = cachePlaceOf(run)
  let held: Promise<State> | undefined
  const io: DestroyIO = {
    init: terraform.init,
    state: async () => {
      held = terraform.state()
      const { resources, outputs } = await held
      return { resources, madeBy: outputs.made_by }
    },
    countDocuments: async () => {
      const found = await Promise.all(standingLayersOf(run, tenant).map((layer) => observeLeftovers(layer)))
      const stored = (await storeOf(run)?.leftovers())?.vectors ?? 0
      return found.reduce((sum, { rows }) => sum + rows, stored)
    },
    sweepProbes: async () => {
      // By address and not by output: a destroy that failed half way has taken the outputs out of the state.
      const { resources } = await (held ??= terraform.state())
      const hasBucket = resources.some(
        ({ address }) => address === 'module.object_storage.aws_s3_bucket.tenant',
      )
      if (cloud !== undefined && hasBucket) await removeOwnObjects(cloud, bucketOf(run))
    },
    planDestroy: () => planDestroy(run),
    apply: terraform.apply,
    findLeftovers: async () => {
      const layers = standingLayersOf(run, tenant)
      const [database, vectors] = await Promise.all(layers.map((layer) => observeLeftovers(layer)))
      return [
        ...(database?.role === true ? ['the role in the database'] : []),
        ...(database?.schema === true ? ['the schema in the database'] : []),
        ...(vectors?.schema === true ? ['the schema of its vectors'] : []),
        ...(cloud === undefined ? [] : await instanceLeftovers(run, cloud)),
        ...(await storeLeftovers(run)),
        ...(cache === undefined ? [] : await observeCacheLeftovers(cache)),
        ...(cloud === undefined ? [] : await observeCloudLeftovers(cloud, bucketOf(run), run.id)),
      ]
    },
  }
  try {
    return await destroyTenant(operation, report, io)
  } finally {
    cloud?.close()
  }
}
