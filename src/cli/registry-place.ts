import { join } from 'node:path'
import { startEmbedded } from '../registry/embedded.ts'
import { openRegistry, type Registry } from '../registry/registry.ts'

export type Names = Readonly<{ owner: string; repo: string }>

export const nameOf = ({ owner, repo }: Names): string => `${owner}/${repo}`

/** The registry at DATABASE_URL, or as its `owner` at DATABASE_ADMIN_URL where that is set; else the embedded one. */
export async function withRegistry<Answer>(
  work: (registry: Registry) => Promise<Answer>,
  as?: 'owner',
): Promise<Answer> {
  const { DATABASE_URL, DATABASE_ADMIN_URL, LANDLORD_HOME } = process.env
  const given = (as === 'owner' ? set(DATABASE_ADMIN_URL) : undefined) ?? set(DATABASE_URL)
  const home = set(LANDLORD_HOME) ?? '.landlord'
  const embedded = given === undefined ? await startEmbedded(join(home, 'postgres')) : undefined
  try {
    const registry = await openRegistry(given ?? (await embedded?.database('landlord')) ?? '')
    try {
      return await work(registry)
    } finally {
      await registry.close()
    }
  } finally {
    await embedded?.close()
  }
}

/** A variable set to nothing is a variable not set. */
const set = (value: string | undefined): string | undefined => (value === '' ? undefined : value)
