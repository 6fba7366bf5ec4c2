import type pg from 'pg'
import type { EstateRef } from '../tenant/estate-ref.ts'
import type { Notice } from '../tenant/notice.ts'
import type { Audience } from '../tenant/settings/notifications.ts'

/** What people are to be told, each thing once. */
export type Notices = Readonly<{
  /** Keeps those whose key is new in their estate, and answers their ids. */
  saveNotices: (notices: readonly Notice[]) => Promise<readonly number[]>
  /** Undefined: everyone has it, or nobody tries any more. */
  notice: (id: number) => Promise<KeptNotice | undefined>
  saveSettled: (id: number, audience: Audience) => Promise<void>
  saveDone: (id: number) => Promise<void>
  saveTry: (id: number, nextTry: Date) => Promise<void>
  /** Notices that are to be tried again; each given to one caller only, for `leaseSeconds`. */
  claimNotices: (limit: number, leaseSeconds: number) => Promise<readonly number[]>
  /** Keys are remembered for so long. */
  forgetNotices: (days: number) => Promise<void>
}>

type KeptNotice = Readonly<{ id: number; notice: Notice; settled: readonly Audience[]; tries: number }>

export const notices = (pool: pg.Pool): Notices => ({
  saveNotices: async (list) => {
    if (list.length === 0) return []
    const { rows } = await pool.query<{ id: string }>(
      `insert into notices (owner, repo, key, data)
       select data -> 'estate' ->> 'owner', data -> 'estate' ->> 'repo', data ->> 'key', data
       from jsonb_array_elements($1::jsonb) data
       on conflict do nothing returning id`,
      [JSON.stringify(list)],
    )
    return rows.map(({ id }) => Number(id))
  },
  notice: async (id) => {
    const { rows } = await pool.query<Row>(
      `select owner, repo, data, settled, tries, installation from notices left join estates using (owner, repo)
       where id = $1 and next_try is not null`,
      [id],
    )
    return rows.map(({ owner, repo, data, settled, tries, installation }) => {
      // An App that was installed anew has another number by now, a repository that was renamed another name.
      const estate: EstateRef = {
        ...data.estate,
        ...{ owner, repo },
        ...(installation !== null && { installation: Number(installation) }),
      }
      return { id, notice: { ...data, estate }, settled, tries }
    })[0]
  },
  saveSettled: async (id, audience) => {
    await pool.query('update notices set settled = settled || $2::text where id = $1', [id, audience])
  },
  saveDone: async (id) => {
    await pool.query('update notices set next_try = null where id = $1', [id])
  },
  saveTry: async (id, nextTry) => {
    await pool.query('update notices set tries = tries + 1, next_try = $2 where id = $1', [id, nextTry])
  },
  claimNotices: async (limit, leaseSeconds) => {
    const { rows } = await pool.query<{ id: string }>(
      `update notices set next_try = now() + make_interval(secs => $2)
       where id in (select id from notices where next_try <= now()
                    order by next_try limit $1 for update skip locked)
       returning id`,
      [limit, leaseSeconds],
    )
    return rows.map(({ id }) => Number(id))
  },
  forgetNotices: async (days) => {
    await pool.query('delete from notices where kept_at < now() - make_interval(days => $1)', [days])
  },
})

type Row = Readonly<{
  owner: string
  repo: string
  data: Notice
  settled: readonly Audience[]
  tries: number
  installation: string | null
}>
