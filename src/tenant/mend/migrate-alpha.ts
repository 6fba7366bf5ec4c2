import { isMap, isScalar } from 'yaml'
import type { Mend } from './mend.ts'
import type { Migration } from './migration.ts'
import { mendOf, type Repair } from './repair.ts'
import { keyName } from '../yaml/node.ts'

/**
 * `landlord/v1alpha1`, the form of the first drafts: `tenantId`, `status` and `costCentre` in place of `id`,
 * `lifecycle` and `costCenter`, and a budget that was a number of rupees a year (`annualBudget`).
 */
export const migrateAlpha: Migration['move'] = (source) => {
  const { root } = source
  if (!isMap(root)) return { hinders: 'it is no list of fields' }
  const keys = root.items.map(({ key }) => keyName(key))
  const steps = moves.filter(({ old }) => old === 'apiVersion' || keys.includes(old))
  const mend: Mend[number][] = []
  for (const { old, name, value } of steps) {
    const node = root.items.find(({ key }) => keyName(key) === old)?.value
    const fresh = value?.(isScalar(node) ? (node.source ?? '') : '')
    const repairs: (Repair | undefined)[] = [
      name === undefined ? undefined : { do: 'rename', to: name },
      fresh === undefined ? undefined : { do: 'write', yaml: fresh },
    ]
    if (value !== undefined && fresh === undefined) return { hinders: `\`${old}\` is not a plain number` }
    for (const repair of repairs) {
      if (repair === undefined) continue
      const edits = mendOf(source, `/${old}`, repair)
      if (edits === undefined)
        return {
          hinders: `\`${old}\` cannot be rewritten on its line, or \`${name ?? old}\` is there already`,
        }
      mend.push(...edits)
    }
  }
  return { mend }
}

type Move = Readonly<{
  old: string
  name?: string
  /** The value as it is written now; undefined when it is none that this version had. */
  value?: (source: string) => string | undefined
}>

const moves: readonly Move[] = [
  { old: 'apiVersion', value: () => 'landlord/v1' },
  { old: 'tenantId', name: 'id' },
  { old: 'status', name: 'lifecycle' },
  { old: 'costCentre', name: 'costCenter' },
  {
    old: 'annualBudget',
    name: 'budget',
    value: (amount) =>
      /^(0|[1-9]\d*)(\.\d+)?$/.test(amount)
        ? `{ amount: ${amount}, currency: INR, period: year }`
        : undefined,
  },
]
