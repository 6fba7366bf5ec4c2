import type { Check } from './judgement.ts'

const requiredTags = ['TenantID', 'Tier', 'CostCenter', 'ManagedBy'] as const
type RequiredTags = Readonly<Record<(typeof requiredTags)[number], string>>

export type CostTags = Readonly<{
  expected: RequiredTags
  /** Every taggable resource of the tenant's state; `tags` undefined = the cloud lists none for it. */
  resources: readonly Readonly<{
    address: string
    tags: Readonly<Record<string, string>> | undefined
  }>[]
}>

export const costTags: Check<CostTags> = {
  name: 'cost-tags',
  expects: `Every resource carries ${requiredTags.join(', ')} with this tenant's values.`,
  judge: ({ expected, resources }) => {
    if (resources.length === 0)
      return { outcome: 'fail', evidence: ['Broken: the state holds no taggable resource.'] }
    const broken = resources.flatMap(({ address, tags }) => {
      if (tags === undefined) return [`Broken: ${address} carries no tag in the cloud, or is not there.`]
      const wrong = requiredTags.filter((tag) => tags[tag] !== expected[tag])
      if (wrong.length === 0) return []
      return [`Broken: ${address} lacks or differs in ${wrong.join(', ')}.`]
    })
    if (broken.length > 0) return { outcome: 'fail', evidence: broken }
    return { outcome: 'pass', evidence: [`${resources.length} resources, all tagged.`] }
  },
}
