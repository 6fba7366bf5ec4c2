import type { Operation } from '../provisioning/operation.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'

export type MembershipIO = Readonly<{
  isMember: (estate: EstateRef, team: string, login: string) => Promise<boolean>
}>

/** Why this is not for that person to decide; undefined = a member of one of the teams. Asks until one says yes. */
export async function notInAny(
  teams: readonly string[],
  { estate, login }: Readonly<{ estate: EstateRef; login: string }>,
  io: MembershipIO,
): Promise<string | undefined> {
  for (const team of teams) if (await io.isMember(estate, team, login)) return undefined
  return `That is for members of ${teams.map((team) => `\`${team}\``).join(', ')}.`
}

export type LatestIO = Readonly<{
  /** Newest first. */
  operationsOfTenant: (estate: EstateRef, tenant: string) => Promise<readonly Operation[]>
}>

/** Later work on the tenant is not overtaken by a decision about earlier work. */
export async function isLatest({ id, estate, tenant }: Operation, io: LatestIO): Promise<boolean> {
  const [last] = await io.operationsOfTenant(estate, tenant)
  return last?.id === id
}
