import { withoutSecrets } from '../../terraform/messages.ts'
import { UserError } from '../../tenant/user-error.ts'
import { vectorStoreOf, type Wanted } from '../../vector/connect.ts'
import type { VectorStore } from '../../vector/store.ts'

/** One of `landlord vectors up|down|verify`; the store's own words come out as a UserError. */
export async function actOnVectors(
  act: 'up' | 'down' | 'verify',
  kind: VectorStore['kind'],
  wanted: Wanted,
): Promise<void> {
  const store = vectorStoreOf(kind, wanted, process.env)
  try {
    if (act === 'up') await store.up()
    if (act === 'down') await store.down()
    if (act === 'verify') await verify(store)
  } catch (cause) {
    if (cause instanceof UserError) throw cause
    const words = cause instanceof Error ? cause.message : 'unknown error'
    throw new UserError(`vectors ${act} ${wanted.tenant}: ${withoutSecrets(words)}`, {
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
