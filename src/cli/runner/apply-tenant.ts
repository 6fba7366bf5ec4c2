import { configureTenant } from '../../flows/provision-configure.ts'
import type { Ending } from '../../flows/provision-report.ts'
import { provisionTenant, type ProvisionIO, type Subject } from '../../flows/provision-tenant.ts'
import type { Tenant, TenantId } from '../../tenant/tenant.ts'
import { configureIO } from './configure-io.ts'
import { planPlace } from './plan-place.ts'
import { runCommand } from '../run-command.ts'
import type { RunOptions } from '../run-options.ts'
import { cachePlaceOf, cloudOf } from './tenant-place.ts'
import type { TenantRun } from './tenant-run.ts'
import { bentParts } from './tenant-structure.ts'

export async function apply(
  id: TenantId,
  options: RunOptions,
  { configure, mayLose }: Readonly<{ configure: boolean; mayLose: string | undefined }>,
): Promise<void> {
  await runCommand({ id, action: 'apply', options }, (run, report) =>
    provisionTenant({ ...subjectOf(run), mayLose }, report, asShown(run, provisionIO(run, configure))),
  )
}

export async function configure(id: TenantId, options: RunOptions): Promise<void> {
  await runCommand({ id, action: 'apply', options }, async (run, report) => {
    if (run.tenant === undefined) return refused(run)
    const notes = await report.phase('configure', configureOf(run, run.tenant))
    for (const note of notes) report.note(note)
    return { outcome: 'succeeded' }
  })
}

/** Held to what "landlord plan" showed of this very file; once that is carried out it has served. */
function asShown(run: TenantRun, io: ProvisionIO): ProvisionIO {
  const shown = planPlace(run)
  return {
    ...io,
    reviewed: shown.load,
    apply: async () => {
      const applied = await io.apply()
      if (applied.done) await shown.forget()
      return applied
    },
  }
}

/** What stands in the way, and what this version leaves undone. */
export const subjectOf = (run: TenantRun): Subject => ({
  refusals: run.refusals,
  notes: [
    ...(run.aws ? [] : ['AWS is off here (LANDLORD_AWS=off): no bucket, role or secret was created.']),
    ...(cachePlaceOf(run) === undefined
      ? ['There is no cache here (LANDLORD_PLATFORM_CACHE_URL is not set): the tenant got no user in one.']
      : []),
    ...siloNote(run),
  ],
})

/** Said every time: whoever asked for machines of its own should not believe to have them. */
function siloNote({ tenant, instance, settings }: TenantRun): readonly string[] {
  const given = !instance.isWanted
    ? []
    : ['database', ...(settings.provisioning.vectors === 'postgres' ? ['vector'] : [])]
  const silo = Object.entries(tenant?.isolation ?? {}).filter(
    ([layer, mode]) => mode === 'silo' && layer !== 'storage' && !given.includes(layer),
  )
  if (silo.length === 0) return []
  const layers = silo.map(([layer]) => layer).join(', ')
  return [
    `Silo (${layers}) gave no machines of its own: nothing here makes them, so it is kept apart like bridge, on the shared ones.`,
  ]
}

export function provisionIO(run: TenantRun, configure: boolean): ProvisionIO {
  const { terraform, tenant } = run
  return {
    init: terraform.init,
    plan: async () => terraform.plan({ remake: tenant === undefined ? [] : await bentParts(run, tenant) }),
    apply: terraform.apply,
    configure: configure && tenant !== undefined ? configureOf(run, tenant) : undefined,
  }
}

export const refused = ({ refusals: [first] }: TenantRun): Ending => ({
  outcome: 'failed',
  reason: `${first?.file ?? 'The tenant file'}:${first?.line ?? 1}: ${first?.says ?? 'it cannot be used.'}`,
})

function configureOf(run: TenantRun, tenant: Tenant): () => Promise<readonly string[]> {
  return async () => {
    const cloud = cloudOf(run, tenant)
    try {
      return await configureTenant(configureIO(run, tenant, cloud))
    } finally {
      cloud?.close()
    }
  }
}
