import { withoutSecrets } from '../../terraform/messages.ts'
import type { TenantId } from '../../tenant/tenant.ts'
import { UserError } from '../../tenant/user-error.ts'
import { vectorStoreOf } from '../../vector/connect.ts'
import type { VectorStore } from '../../vector/store.ts'

/** One of `landlord vectors up|down|verify`; the store's own words come out as a UserError. */
export async function actOnVectors(
  act: 'up' | 'down' | 'verify',
  tenant: TenantId,
  kind: VectorStore['kind'],
): Promise<void> {
  const store = vectorStoreOf(kind, tenant, process.env)
  try {
    if (act === 'up') await store.up()
    if (act === 'down') await store.down()
    if (act === 'verify') await verify(store)
  } catch (cause) {
    if (cause instanceof UserError) throw cause
    const words = cause instanceof Error ? cause.message : 'unknown error'
    throw new UserError(`vectors ${act} ${tenant}: ${withoutSecrets(words)}`, {
      fix: 'Mend what it says and run it again.',
      cause,
    })
  }
}

async function verify(store: VectorStore): Promise<void> {
  const found = await store.structure()
  for (const { expects, holds } of found) process.stdout.write(`${holds ? 'holds ' : 'BROKEN'} ${expects}\n`)
  if (found.some(({ holds }) => !holds)) process.exitCode = 1
}
