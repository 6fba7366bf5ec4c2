import type { Change } from './change.ts'
import type { Finding } from './finding.ts'

/**
 * Changes of a tenant that stands which would have its data destroyed and made anew elsewhere, empty. A second tenant
 * takes the data over instead.
 */
export function moveRefusals({ before, after, file }: Change): readonly Finding[] {
  if (before === undefined || after === undefined) return []
  const layers = (['database', 'vector'] as const).filter(
    (layer) => before.isolation[layer] !== after.isolation[layer],
  )
  return [
    ...(before.region === after.region
      ? []
      : [refuse(file, '/region', `moves from ${before.region} to ${after.region}`)]),
    ...(layers.length === 0
      ? []
      : [refuse(file, '/isolation', `is kept apart in another way (${layers.join(', ')})`)]),
  ]
}

const refuse = (file: string, pointer: string, what: string): Finding => ({
  rule: 'tenant/needs-a-move',
  severity: 'deny',
  file,
  line: 1,
  column: 1,
  pointer,
  says: `The tenant ${what} while it stands. Applied, that would destroy its data and make an empty place.`,
  fix: 'Onboard a second tenant with a new id as it is to be. When it is ACTIVE, suspend this one as readOnly and write `movedFrom:` with its id into the new file: docs/lifecycle/move.md of Landlord has each step.',
})
