import { databaseUrl } from '../config/config.ts'
import type { Env } from '../config/read-env.ts'
import { prepareRegistry } from '../registry/prepare.ts'
import { openRegistry } from '../registry/registry.ts'
import { UserError } from '../tenant/user-error.ts'

export async function migrate(env: Env): Promise<void> {
  const problems: string[] = []
  const serving = databaseUrl(env, 'DATABASE_URL', problems)
  const owner = databaseUrl(env, 'DATABASE_ADMIN_URL', problems)
  if (serving === undefined && problems.length === 0) problems.push('DATABASE_URL is not set.')
  if (serving === undefined || problems.length > 0)
    throw new UserError(problems.join(' '), {
      fix: 'Set both addresses; the embedded registry needs none of this, "landlord serve" does it at every start.',
    })
  if (owner !== undefined) await prepareRegistry(owner, serving)
  const registry = await openRegistry(serving)
  try {
    const [{ applied }, { role, mayAlso }] = await Promise.all([registry.migrated(), registry.auditGuard()])
    process.stdout.write(`✓ The registry is up to date: ${applied} migrations.\n`)
    process.stdout.write(
      mayAlso.length === 0
        ? `✓ ${role} serves from it; to the audit chain it can only add.\n`
        : `! ${role} serves from it and may change the audit chain (${mayAlso.slice(0, 3).join(', ')}, …): only triggers and checkpoints stand against it.\n`,
    )
  } finally {
    await registry.close()
  }
}
