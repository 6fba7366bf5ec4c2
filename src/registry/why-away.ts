/** Why PostgreSQL does not do what it was asked, in words: codes of Node's sockets and of PostgreSQL (its appendix A). */
export function whyAway(error: unknown): string {
  const { code = '', message } =
    typeof error === 'object' && error !== null ? (error as { code?: unknown; message?: unknown }) : {}
  return (
    known[String(code)] ?? (typeof message === 'string' && message !== '' ? message : 'no reason was given')
  )
}

const known: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'the database broke the connection',
  ENOTFOUND: 'there is no such host',
  ETIMEDOUT: 'the database does not answer',
  '25006': 'the database is read-only: a standby, or default_transaction_read_only is on',
  '28P01': 'the password is wrong',
  '28000': 'the role may not log in',
  '3D000': 'there is no such database',
  '42501': 'the role may not create tables, or not write them',
  '53100': 'the database’s disk is full',
  '53200': 'the database has no memory left',
  '53300': 'the database has no connection left',
  '55P03': 'a lock of the database is held by somebody else',
  '57014': 'the database took too long',
  '57P01': 'the database server is being stopped',
  '57P02': 'the database server crashed and is coming up again',
  '57P03': 'the database server is starting or stopping',
}
