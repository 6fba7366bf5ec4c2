import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { inspectTenant, type InspectTenantIO } from '../../flows/inspect-tenant.ts'
import type { Ending, Report } from '../../flows/provision-report.ts'
import { verifyTenant } from '../../flows/provision-verify.ts'
import type { RunResult } from '../../provisioning/result.ts'
import { tenantIdOf } from '../../tenant/layout.ts'
import type { TenantId } from '../../tenant/tenant.ts'
import { UserError } from '../../tenant/user-error.ts'
import { refused } from './apply-tenant.ts'
import { exitCodes, runCommand, runOnce } from '../run-command.ts'
import type { RunOptions } from '../run-options.ts'
import { structureOf } from './tenant-structure.ts'
import type { TenantRun } from './tenant-run.ts'
import { withVerifyIO } from './verify-tenant.ts'

export async function drift(ids: readonly TenantId[], options: RunOptions, prove: boolean): Promise<void> {
  const [id] = ids
  if (ids.length === 1 && id !== undefined) {
    await runCommand({ id, action: 'inspect', options }, (run, report) => inspect(run, report, prove))
    return
  }
  const tenants: RunResult[] = []
  for (const one of ids.length === 0 ? await tenantsOf(options.repo) : ids) {
    process.stderr.write(`${one}\n`)
    tenants.push(await inspectOne(one, options, prove))
  }
  process.stdout.write(`${JSON.stringify({ tenants }, undefined, 2)}\n`)
  process.exitCode = Math.max(0, ...tenants.map(({ outcome }) => exitCodes[outcome]))
}

/** One that cannot be looked at must not keep the others from being. */
async function inspectOne(id: TenantId, options: RunOptions, prove: boolean): Promise<RunResult> {
  let last: RunResult | undefined
  try {
    return await runOnce(
      { id, action: 'inspect', options },
      (run, report) => inspect(run, report, prove),
      (result) => (last = result),
    )
  } catch (error) {
    if (last === undefined) throw error
    return last
  }
}

async function inspect(run: TenantRun, report: Report, prove: boolean): Promise<Ending> {
  const { tenant, terraform } = run
  if (tenant === undefined) return { ...refused(run), outcome: 'error' }
  const io: InspectTenantIO = {
    init: terraform.init,
    plan: () => terraform.plan(),
    structure: () => structureOf(run, tenant),
    prove: prove ? () => withVerifyIO(run, (verify) => verifyTenant(report, verify)) : undefined,
  }
  return inspectTenant(report, io)
}

async function tenantsOf(repo: string): Promise<readonly TenantId[]> {
  const names = await readdir(join(repo, 'tenants')).catch((): string[] => [])
  const ids = names.flatMap((name) => tenantIdOf(`tenants/${name}`) ?? []).toSorted()
  if (ids.length > 0) return ids
  throw new UserError(`There are no tenants in ${repo}.`, { fix: 'Name the estate with --repo.' })
}
