import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import { naming } from '../audit/personal.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'
import { appendAudit } from './append-audit.ts'
import { eraseRows, findLeft, type Asked, type Left } from './erase-rows.ts'
import { inTransaction } from './transaction.ts'

type Names = Pick<EstateRef, 'owner' | 'repo'>

type Erased = Readonly<{
  /** How many digests lose their meaning: of the person's name, and of words that name them. */
  names: number
  words: number
  /** In how many rows beside the chain they have another name now, or which are gone. */
  rows: number
  left: Left
}>

export type Erasing = Readonly<{
  /** What `erasePerson` would do. */
  namedIn: (estate: Names, person: string) => Promise<Erased>
  /**
   * Forgets whom a person's digests mean, and what words that name them said: text and salt go, the chain stays as it is. Beside the
   * chain they are called otherwise from then on. That it was done is an entry of the chain, without the name. Nothing is
   * written where nothing names them.
   */
  erasePerson: (estate: Names, person: string, reference?: string) => Promise<Erased>
}>

export const erasing = (pool: pg.Pool): Erasing => ({
  namedIn: async (estate, person) => {
    let found: Erased = nothing
    // Done, seen, and undone.
    await inTransaction(pool, async (client) => {
      found = (await erase(client, asking(estate, person))).erased
      return undefined
    })
    return found
  },
  erasePerson: async (estate, person, reference) =>
    (await inTransaction(pool, async (client) => {
      const { erased, digests } = await erase(client, asking(estate, person))
      if (erased.names + erased.words + erased.rows > 0)
        await appendAudit(client, estate, { kind: 'erased', tenant: null, body: { digests, reference } })
      return erased
    })) ?? nothing,
})

const nothing: Erased = { names: 0, words: 0, rows: 0, left: { pulls: [], operations: [], tenants: [] } }

/** A stand-in says that somebody was, and that it was the same one; it comes of nothing but chance. */
const asking = (estate: Names, person: string): Asked => ({
  ...{ estate, person, standIn: `erased-${randomBytes(4).toString('hex')}` },
})

async function erase(
  client: pg.ClientBase,
  asked: Asked,
): Promise<Readonly<{ erased: Erased; digests: readonly string[] }>> {
  const { estate, person } = asked
  if (person === '') return { erased: nothing, digests: [] }
  const { rows } = await client.query<{ digest: string; kind: 'person' | 'words' }>(
    `delete from audit_meanings where owner = $1 and repo = $2
       and (kind = 'person' and lower(ltrim(plain, '@')) = lower($3) or kind = 'words' and plain ~* $4) returning digest, kind`,
    [estate.owner, estate.repo, person, naming(person)],
  )
  const names = rows.filter(({ kind }) => kind === 'person').length
  const left = await findLeft(client, asked)
  return {
    erased: { names, words: rows.length - names, rows: await eraseRows(client, asked), left },
    digests: rows.map(({ digest }) => digest).toSorted(),
  }
}
