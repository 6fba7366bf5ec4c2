import { judgeProbes, type Check } from './judgement.ts'

/** What one call came to with the tenant's own role. */
export type Access = 'allowed' | 'denied' | Readonly<{ broken: string }>

export type ObjectStorage =
  | Readonly<{ role: 'unassumable'; arn: string; why: string }>
  | Readonly<{
      role: 'assumed'
      bucket: string
      /** Put, get and delete in the tenant's bucket. */
      own: Readonly<Record<'put' | 'get' | 'delete', Access>>
      /** Writing where the platform keeps the tenant's configuration: its limits are not its own to set. */
      platform: Access
      /** The same bucket without any credentials, and whether S3 refuses to make it public at all. */
      public: Readonly<{ get: Access; blocked: boolean }>
      /** The same in a bucket made for this look, and what the operator can do there (the positive control). */
      other: Readonly<Record<'put' | 'get' | 'list' | 'operator', Access>>
      /**
       * A call no tenant role may ever make. `allowed` means that the endpoint enforces no permissions at all, so
       * that nothing above proves anything.
       */
      enforcement: Access
    }>

export const objectStorage: Check<ObjectStorage> = {
  name: 'object-storage',
  expects:
    "The tenant's role can use the tenant's bucket and no other, and nobody can use it without a role.",
  judge: (seen) => {
    if (seen.role === 'unassumable') {
      return { outcome: 'fail', evidence: [`The role ${seen.arn} could not be assumed: ${seen.why}`] }
    }
    const { bucket, own, platform, public: open, other, enforcement } = seen
    if (enforcement !== 'denied') {
      return {
        outcome: 'error',
        evidence: [
          enforcement === 'allowed'
            ? "The tenant's role could list IAM users: this endpoint enforces no permissions, so a denial cannot be shown."
            : `Whether permissions are enforced could not be told: ${enforcement.broken}`,
        ],
      }
    }
    const judged = judgeProbes([
      ...Object.entries(own).map(([call, access]) => ({
        says: `The role may ${call} an object in ${bucket}${reason(access)}.`,
        holds: access === 'allowed',
      })),
      {
        says: `There it is denied to write what the platform keeps${reason(platform)}.`,
        holds: platform === 'denied',
      },
      {
        says: `Without credentials it is denied to get it there${reason(open.get)}.`,
        holds: open.get === 'denied',
      },
      { says: `Public access to ${bucket} is blocked, whatever its policy says.`, holds: open.blocked },
      {
        says: `The operator can use another bucket${reason(other.operator)}.`,
        holds: other.operator === 'allowed',
      },
      ...(['put', 'get', 'list'] as const).map((call) => ({
        says: `In another bucket the role is denied to ${call}${reason(other[call])}.`,
        holds: other[call] === 'denied',
      })),
    ])
    // An outage, or an operator who cannot reach the other bucket, shows nothing of the tenant.
    const shown =
      Object.values(own).includes('denied') ||
      [platform, open.get, other.put, other.get, other.list].includes('allowed') ||
      !open.blocked
    return judged.outcome === 'fail' && !shown ? { ...judged, outcome: 'error' } : judged
  },
}

const reason = (access: Access): string => (typeof access === 'string' ? '' : ` (${access.broken})`)
