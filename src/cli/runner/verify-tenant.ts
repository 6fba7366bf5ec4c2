import type { Ending } from '../../flows/provision-report.ts'
import { verifyTenant, type VerifyIO } from '../../flows/provision-verify.ts'
import type { TenantId } from '../../tenant/tenant.ts'
import { refused } from './apply-tenant.ts'
import { runCommand } from '../run-command.ts'
import type { RunOptions } from '../run-options.ts'
import { cachePlaceOf, cloudOf, placeOf, storeOf } from './tenant-place.ts'
import { observeSuspension } from './suspend-tenant.ts'
import type { TenantRun } from './tenant-run.ts'
import { verifyIO } from './verify-io.ts'
import { withTenantLogins } from './verify-logins.ts'

export async function verify(id: TenantId, options: RunOptions): Promise<void> {
  await runCommand({ id, action: 'apply', options }, async (run, report) => {
    const initialised = await run.terraform.init()
    if (!initialised.done) return initialised
    return withVerifyIO(run, (io) => verifyTenant(report, io))
  })
}

/** Opens what the eight checks look through, and closes it again. */
export async function withVerifyIO(run: TenantRun, work: (io: VerifyIO) => Promise<Ending>): Promise<Ending> {
  const { tenant } = run
  if (tenant === undefined) return refused(run)
  const cloud = cloudOf(run, tenant)
  const places = { database: placeOf(run, tenant), cache: cachePlaceOf(run), store: storeOf(run), cloud }
  try {
    const state = await run.terraform.state()
    if (tenant.lifecycle.state === 'suspended') {
      const { mode } = tenant.lifecycle
      // Nothing is lent to a tenant that must not log in, not even for a look.
      const logins = { database: undefined, cache: undefined }
      const io = suspendedIO(verifyIO({ run, tenant, cloud, state, logins }))
      return await work({ ...io, suspended: () => observeSuspension(run, tenant, { cloud, mode }) })
    }
    return await withTenantLogins(places, (logins) => work(verifyIO({ run, tenant, cloud, state, logins })))
  } finally {
    cloud?.close()
  }
}

/** What needs the tenant's own login, or its bucket, cannot be tried while it is suspended. */
const suspendedIO = (io: VerifyIO): VerifyIO => ({
  ...io,
  observe: {
    ...io.observe,
    ...{ isolation: suspended, vectors: suspended, tokens: suspended },
    ...{ latency: suspended, storage: suspended, metrics: suspended },
  },
})

const suspended = 'The tenant is suspended, so this was not tried.'
