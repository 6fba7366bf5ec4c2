import type { Change } from '../tenant/change.ts'
import type { Finding } from '../tenant/finding.ts'
import type { Tenant } from '../tenant/tenant.ts'
import type { ChangeInput } from './input.ts'
import { losesSafeguards } from './move-safeguards.ts'

/** What stands in the way of a move; `all` are the tenants as they will be, and as they stand where that differs. */
export function moveFindings(
  { before, after, file, tenant }: Change,
  all: readonly Tenant[],
  standing: ChangeInput['standing'],
): readonly Finding[] {
  const old = after?.movedFrom
  if (after === undefined || old === undefined) return []
  const refuse = refusing(file, '/movedFrom')
  if (old === tenant)
    return [refuse('to-itself', 'A tenant is not moved from itself.', 'Take `movedFrom` out.')]
  if (before?.movedFrom !== undefined)
    return [
      refuse(
        'twice',
        `It was moved from \`${before.movedFrom}\`; where its data came from does not change.`,
        'Leave `movedFrom` as it was.',
      ),
    ]
  if (before === undefined || standing?.some((one) => one.tenant === tenant) === false)
    return [
      refuse(
        'not-made',
        `\`${tenant}\` does not stand yet, and is proven empty before any data comes.`,
        'Merge the file without `movedFrom`, and add that when the tenant is ACTIVE.',
      ),
    ]
  const froms = all.filter(({ id }) => id === old)
  const [from] = froms
  if (from === undefined)
    return [refuse('from-nobody', `There is no tenant \`${old}\` here.`, 'Name the tenant whose data moves.')]
  return [
    ...(after.lifecycle.state === 'active'
      ? []
      : [refuse('not-active', 'Data is moved into an active tenant.', 'Set `lifecycle: active`.')]),
    ...(froms.every(isHeld)
      ? []
      : [
          refuse(
            'not-held',
            `\`${old}\` is not suspended as \`readOnly\`, so what it writes meanwhile would be lost.`,
            `Set \`lifecycle: {state: suspended, mode: readOnly}\` in tenants/${old}.yaml, in this pull request or before it.`,
          ),
        ]),
    ...(from.owner === after.owner
      ? []
      : [
          refuse(
            'other-owner',
            `\`${old}\` is another owner's: data would go to somebody who does not answer for it.`,
            'Change the owner in a pull request of its own, before or after.',
          ),
        ]),
    ...(from.movedFrom === tenant
      ? [refuse('in-a-circle', `\`${old}\` was moved from \`${tenant}\`.`, 'Give the new place a new id.')]
      : []),
    ...all
      .filter(({ id, movedFrom }) => id !== tenant && movedFrom === old)
      .slice(0, 1)
      .map(({ id }) =>
        refuse(
          'already-moved',
          `\`${old}\` moves to \`${id}\` already.`,
          'One tenant takes it over, no two.',
        ),
      ),
    ...losesSafeguards(from, after).map((what) =>
      refuse(
        'loses-safeguards',
        `\`${old}\` says more of its data: ${what}. Rules would judge the same data as less than it is.`,
        'Say the same of it here; say less in a pull request of its own, once it is true.',
      ),
    ),
  ]
}

const isHeld = ({ lifecycle }: Tenant): boolean =>
  lifecycle.state === 'suspended' && lifecycle.mode !== 'drain'

/** `pointer`: of what stands in the way. */
export const refusing =
  (file: string, pointer: string) =>
  (what: string, says: string, fix: string): Finding => ({
    ...{ rule: `move/${what}`, severity: 'deny', file, line: 1, column: 1 },
    ...{ pointer, says, fix },
  })
