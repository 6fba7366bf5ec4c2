import type pg from 'pg'
import type { EstateRef } from '../tenant/estate-ref.ts'
import { appendAudit } from './append-audit.ts'
import { inTransaction } from './transaction.ts'

type Names = Pick<EstateRef, 'owner' | 'repo'>

/** How many digests lose their meaning: of the person's name, and of words that name them. */
type Erased = Readonly<{ names: number; words: number }>

export type Erasing = Readonly<{
  /** What `erasePerson` would forget. */
  meaningsOf: (estate: Names, person: string) => Promise<Erased>
  /**
   * Forgets whom a person's digests mean, and what words that name them said: text and salt go, the chain stays as it is. That it
   * was done is an entry of the chain, without the name. Undefined: nothing names them, and nothing is written.
   */
  erasePerson: (estate: Names, person: string, reference?: string) => Promise<Erased | undefined>
}>

export const erasing = (pool: pg.Pool): Erasing => ({
  meaningsOf: async ({ owner, repo }, person) => {
    const { rows } = await pool.query<Row>(
      `select digest, kind from audit_meanings where owner = $1 and repo = $2 and ${names}`,
      [...[owner, repo, person], naming(person)],
    )
    return tally(rows)
  },
  erasePerson: ({ owner, repo }, person, reference) =>
    inTransaction(pool, async (client) => {
      const { rows } = await client.query<Row>(
        `delete from audit_meanings where owner = $1 and repo = $2 and ${names} returning digest, kind`,
        [owner, repo, person, naming(person)],
      )
      if (rows.length === 0) return undefined
      const digests = rows.map(({ digest }) => digest).toSorted()
      await appendAudit(
        client,
        { owner, repo },
        { kind: 'erased', tenant: null, body: { digests, reference } },
      )
      return tally(rows)
    }),
})

type Row = Readonly<{ digest: string; kind: 'person' | 'words' }>

const names = `$3 <> '' and (kind = 'person' and lower(plain) = lower($3) or kind = 'words' and plain ~* $4)`

/** The name as a word of its own: `ria` is not in "material", nor in `ria-b`. */
const naming = (person: string): string =>
  `(^|[^[:alnum:]_-])${person.replaceAll(/[^A-Za-z0-9]/g, (sign) => `\\${sign}`)}($|[^[:alnum:]_-])`

const tally = (rows: readonly Row[]): Erased => {
  const names = rows.filter(({ kind }) => kind === 'person').length
  return { names, words: rows.length - names }
}
