import { judgeProbes, type Check } from './judgement.ts'

export type DatabaseConnectivity =
  /** The server answered and would not have the login. */
  | Readonly<{ login: 'refused'; role: string; why: string }>
  | Readonly<{
      login: 'accepted'
      role: string
      /** `current_user` as the server sees it. */
      seenAs: string
      encrypted: boolean
      /** A row written, read back and removed as the tenant. */
      roundTrip: Readonly<{ done: true; ms: number }> | Readonly<{ done: false; why: string }>
    }>

export const databaseConnectivity: Check<DatabaseConnectivity> = {
  name: 'database-connectivity',
  expects: 'The tenant logs in with its own role and can write, read and remove a document.',
  judge: (seen) => {
    if (seen.login === 'refused') {
      return { outcome: 'fail', evidence: [`The database refused the login ${seen.role}: ${seen.why}`] }
    }
    const { roundTrip } = seen
    return judgeProbes([
      {
        says: `Logged in as ${seen.seenAs}${seen.encrypted ? ' over TLS' : ''}.`,
        holds: seen.seenAs === seen.role,
      },
      roundTrip.done
        ? { says: `Wrote, read and removed a document in ${roundTrip.ms.toFixed(1)} ms.`, holds: true }
        : { says: `A document could not go round: ${roundTrip.why}`, holds: false },
    ])
  },
}
