import { copyTenant, type CopyTenantIO } from '../../flows/copy-tenant.ts'
import type { Ending } from '../../flows/provision-report.ts'
import type { Tenant, TenantId } from '../../tenant/tenant.ts'
import { suspension } from '../../verification/suspension.ts'
import { runCommand } from '../run-command.ts'
import type { RunOptions } from '../run-options.ts'
import { refused } from './apply-tenant.ts'
import { copyParts, digestParts, observeOwn, type Side } from './copy-parts.ts'
import { copyRecord } from './copy-record.ts'
import { observeSuspension, release, suspend } from './suspend-tenant.ts'
import { cloudOf } from './tenant-place.ts'
import { withTenantRun, type TenantRun } from './tenant-run.ts'

export async function copy(id: TenantId, options: RunOptions): Promise<void> {
  await runCommand({ id, action: 'apply', options }, async (run, report) => {
    const { tenant } = run
    if (tenant === undefined) return refused(run)
    if (tenant.movedFrom === undefined)
      return {
        outcome: 'failed',
        reason: `The file of ${id} does not say what it is moved from (movedFrom).`,
      }
    return withSides(run, tenant, options, (from, to) =>
      copyTenant(
        { from: from.tenant, to: to.tenant, operation: options.operation, sha: run.sha },
        report,
        copyIO(from, to),
      ),
    )
  })
}

/** Reads the old tenant's file at the same commit, and opens AWS in both regions. */
async function withSides(
  run: TenantRun,
  tenant: Tenant,
  options: RunOptions,
  work: (from: Side, to: Side) => Promise<Ending>,
): Promise<Ending> {
  const { movedFrom: id = '' } = tenant
  const old = { id, options, env: sourceEnv(run.env), signal: new AbortController().signal, say }
  return withTenantRun(old, async (source) => {
    if (source.tenant === undefined) return refused(source)
    const from: Side = { run: source, tenant: source.tenant, cloud: cloudOf(source, source.tenant) }
    const to: Side = { run, tenant, cloud: cloudOf(run, tenant) }
    try {
      return await work(from, to)
    } finally {
      from.cloud?.close()
      to.cloud?.close()
    }
  })
}

const say = (line: string): void => void process.stderr.write(`${line}\n`)

/** A region may have servers of its own: what is not named for the source is where the target is. */
function sourceEnv(env: TenantRun['env']): TenantRun['env'] {
  const named = ['DATABASE_URL', 'CACHE_URL', 'VECTOR_URL', 'VECTOR_KEY'].flatMap((what) => {
    const value = env[`LANDLORD_SOURCE_${what}`] ?? ''
    return value === '' ? [] : [[`LANDLORD_PLATFORM_${what}`, value] as const]
  })
  return { ...env, ...Object.fromEntries(named) }
}

function copyIO(from: Side, to: Side): CopyTenantIO {
  const record = copyRecord(from.run)
  return {
    whyNotHeld: () => whyNotHeld(from),
    ...{ loadRecord: record.load, saveRecord: record.save, place: record.place },
    observeOwn: () => observeOwn(to),
    close: async () => {
      await suspend(to.run, to.tenant, { cloud: to.cloud, mode: 'readOnly' })
    },
    open: () => release(to.run, to.tenant, to.cloud),
    copy: () => copyParts(from, to, say),
    digest: (which) => digestParts(which === 'from' ? from : to),
    now: () => new Date(),
  }
}

/** What its file says is seen to be so, by the check that proved its suspension. */
async function whyNotHeld({ run, tenant, cloud }: Side): Promise<string | undefined> {
  const { lifecycle } = tenant
  if (lifecycle.state !== 'suspended') return `${run.id} is not suspended.`
  const seen = suspension.judge(await observeSuspension(run, tenant, { cloud, mode: lifecycle.mode }))
  return seen.outcome === 'pass'
    ? undefined
    : `${run.id} is not held back as its file says: ${seen.evidence.join(' ')}`
}
