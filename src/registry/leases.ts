import type pg from 'pg'

/** The right to act for something, for a while. Of two tokens the larger is the later one. */
export type Lease = Readonly<{ name: string; token: string }>

export type Leases = Readonly<{
  /** Undefined: somebody else holds it. */
  takeLease: (name: string, holder: string, seconds: number) => Promise<Lease | undefined>
  /** False: it ran out, and may be somebody else's by now. */
  renewLease: (lease: Lease, seconds: number) => Promise<boolean>
  endLease: (lease: Lease) => Promise<void>
}>

/** Thrown where a write would come from somebody who no longer holds the lease; nothing was written. */
export class LeaseLost extends Error {
  constructor({ name, token }: Lease) {
    super(`The lease of ${name} (token ${token}) ran out: another process may act by now.`)
    this.name = 'LeaseLost'
  }
}

export const leases = (pool: pg.Pool): Leases => ({
  takeLease: async (name, holder, seconds) => {
    const { rows } = await pool.query<{ token: string }>(
      `insert into leases (name, holder, token, expires_at)
       values ($1, $2, nextval('lease_tokens'), clock_timestamp() + make_interval(secs => $3))
       on conflict (name) do update set holder = excluded.holder, token = excluded.token, expires_at = excluded.expires_at
       where leases.expires_at <= clock_timestamp() returning token`,
      [name, holder, seconds],
    )
    const [row] = rows
    return row && { name, token: row.token }
  },
  renewLease: async ({ name, token }, seconds) => {
    const { rowCount } = await pool.query(
      `update leases set expires_at = clock_timestamp() + make_interval(secs => $3)
       where name = $1 and token = $2 and expires_at > clock_timestamp()`,
      [name, token, seconds],
    )
    return rowCount === 1
  },
  endLease: async ({ name, token }) => {
    await pool.query('delete from leases where name = $1 and token = $2', [name, token])
  },
})

/** Inside a transaction: refuses it when the lease is no longer held, and keeps it from changing hands until it ends. */
export async function fence(client: pg.ClientBase, lease: Lease): Promise<void> {
  const { rowCount } = await client.query(
    'select 1 from leases where name = $1 and token = $2 and expires_at > clock_timestamp() for share',
    [lease.name, lease.token],
  )
  if (rowCount !== 1) throw new LeaseLost(lease)
}
