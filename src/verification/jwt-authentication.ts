import { judgeProbes, type Check, type Probe } from './judgement.ts'

/** The first is the tenant's own; each of the others must be refused. */
export const tokenKinds = [
  'genuine',
  'other-tenant',
  'other-issuer',
  'other-audience',
  'expired',
  'unsigned',
  'foreign-key',
  'shared-secret',
] as const
export type TokenKind = (typeof tokenKinds)[number]

/** Whether a token of each kind was accepted. */
type Accepted = Readonly<Record<TokenKind, boolean>>

export type JwtAuthentication =
  | Readonly<{ key: 'missing'; why: string }>
  | Readonly<{
      key: 'held'
      /** By the keys that are published for the tenant. */
      published: Accepted
      /** By the platform itself; undefined = no address of it is known here. */
      platform: Accepted | undefined
    }>

export const jwtAuthentication: Check<JwtAuthentication> = {
  name: 'jwt-authentication',
  expects:
    "A token of the tenant is accepted; another tenant's, an expired, an unsigned and a forged one are refused.",
  judge: (seen) => {
    if (seen.key === 'missing') return { outcome: 'fail', evidence: [`Broken: ${seen.why}`] }
    const { published, platform } = seen
    const judged = judgeProbes([
      ...probesOf('By its published keys', published),
      ...(platform === undefined ? [] : probesOf('By the platform', platform)),
    ])
    const by = platform === undefined ? 'by its published keys' : 'by its published keys and by the platform'
    return judged.outcome === 'fail'
      ? judged
      : {
          outcome: 'pass',
          evidence: [
            `A token signed with the tenant's key is accepted ${by}.`,
            `Refused: ${tokenKinds
              .slice(1)
              .map((kind) => words[kind])
              .join('; ')}.`,
            ...(platform === undefined
              ? ['The platform itself was not asked: LANDLORD_PLATFORM_URL is not set.']
              : []),
          ],
        }
  },
}

const probesOf = (by: string, accepted: Accepted): readonly Probe[] =>
  tokenKinds.map((kind) => ({
    says: `${by}, ${words[kind]} is ${accepted[kind] ? 'accepted' : 'refused'}.`,
    holds: accepted[kind] === (kind === 'genuine'),
  }))

const words: Readonly<Record<TokenKind, string>> = {
  genuine: "a token signed with the tenant's key",
  'other-tenant': 'one that names another tenant',
  'other-issuer': "one of another tenant's issuer",
  'other-audience': 'one for another audience',
  expired: 'one that has expired',
  unsigned: 'one that is not signed (alg: none)',
  'foreign-key': 'one signed with another key',
  'shared-secret': 'one signed with a secret (HS256)',
}
