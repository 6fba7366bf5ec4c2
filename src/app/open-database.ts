import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Config } from '../config/config.ts'
import { startEmbedded } from '../registry/embedded.ts'
import { prepareRegistry } from '../registry/prepare.ts'
import type { Registry } from '../registry/registry.ts'

/** Where this process serves from. `lost`: why it cannot go on without a new start; pending for as long as it can. */
type Database = Readonly<{ url: string; lost: Promise<Error>; close: () => Promise<void> }>

/** The database of `DATABASE_URL`, or our own; brought up to date by its owner, where this process knows who that is. */
export async function openDatabase(
  { databaseUrl, databaseAdminUrl, home }: Pick<Config, 'databaseUrl' | 'databaseAdminUrl' | 'home'>,
  log: Pick<Logger, 'info' | 'warn'>,
): Promise<Database> {
  if (databaseUrl !== undefined) {
    if (databaseAdminUrl !== undefined) await prepareRegistry(databaseAdminUrl, databaseUrl)
    return { url: databaseUrl, lost: new Promise(() => undefined), close: () => Promise.resolve() }
  }
  const embedded = await startEmbedded(join(home, 'postgres'), log, { revive: true })
  try {
    const url = await embedded.serving('landlord')
    await prepareRegistry(await embedded.database('landlord'), url)
    return { url, lost: embedded.lost, close: embedded.close }
  } catch (error) {
    await embedded.close()
    throw error
  }
}

/** Says who keeps the audit chain as it is: the database, or nobody but its triggers. */
export async function tellGuard(
  { auditGuard }: Pick<Registry, 'auditGuard'>,
  log: Pick<Logger, 'info' | 'warn'>,
): Promise<void> {
  const { role, mayAlso } = await auditGuard()
  if (mayAlso.length === 0) log.info({ role }, 'the database lets this role add to the audit chain, no more')
  else
    log.warn(
      { role, mayAlso },
      'this role may change the audit chain: only triggers and checkpoints stand against it. docs/guides/operations.md, “Two roles”, shows how the database refuses it',
    )
}
