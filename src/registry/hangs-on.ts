import type pg from 'pg'
import type { EstateRef } from '../tenant/estate-ref.ts'

/** On whom the verdicts about open pull requests hang: who is looked at again when people or teams change. */
export type HangsOn = Readonly<{
  /** `who`: logins, and teams as `org/team`, lower case; none = forget it. */
  saveHangsOn: (estate: EstateRef, pull: number, who: readonly string[]) => Promise<void>
  /** Pull requests of the installation's estates that hang on any of these; undefined = on anybody. */
  hangingOn: (
    installation: number,
    who: readonly string[] | undefined,
  ) => Promise<readonly Readonly<{ estate: EstateRef; number: number }>[]>
}>

export const hangsOn = (pool: pg.Pool): HangsOn => ({
  saveHangsOn: async ({ owner, repo }, pull, who) => {
    await (who.length === 0
      ? pool.query('delete from hangs_on where owner = $1 and repo = $2 and pull = $3', [owner, repo, pull])
      : pool.query(
          `insert into hangs_on (owner, repo, pull, who) values ($1, $2, $3, $4)
           on conflict (owner, repo, pull) do update set who = excluded.who where hangs_on.who <> excluded.who`,
          [owner, repo, pull, who],
        ))
  },
  hangingOn: async (installation, who) => {
    const { rows } = await pool.query<{ owner: string; repo: string; pull: number }>(
      `select owner, repo, pull from hangs_on join estates using (owner, repo)
       where installation = $1 and ($2::text[] is null or who && $2) order by owner, repo, pull`,
      [installation, who ?? null],
    )
    return rows.map(({ owner, repo, pull }) => ({ estate: { owner, repo, installation }, number: pull }))
  },
})
