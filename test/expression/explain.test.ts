import { expect, test } from '@jest/globals'
import { compileCondition } from '../../src/expression/condition.ts'
import { explain } from '../../src/expression/explain.ts'
import { tenantScope } from '../../src/expression/tenant-scope.ts'
import { aBudget, aChange, aSettings, aTenant, lakhs } from '../builders.ts'

const why = (source: string) => {
  const compiled = compileCondition(source, { file: 'f', line: 1, column: 1 })
  if (!compiled.ok) throw new Error(compiled.finding.says)
  const tenant = aTenant({ tier: 'gold', budget: aBudget(lakhs(15)) })
  return explain(compiled.condition, tenantScope(tenant, aChange({ after: tenant }), aSettings()))
}

test('a comparison is told with both values', () => {
  expect(why('budget.yearly >= lakh(10)')).toEqual([
    {
      kind: 'comparison',
      operator: '>=',
      left: { source: 'budget.yearly', value: 150_000_000n },
      right: { source: 'lakh(10)', value: 100_000_000n },
    },
  ])
})

test('of an “or” only what held is told', () => {
  expect(why('budget.yearly > lakh(50) || (tier == "gold") || data.sensitive')).toMatchObject([
    { kind: 'comparison', left: { source: 'tier', value: 'gold' } },
  ])
})

test('of an “and” everything is told', () => {
  expect(why('budget.yearly > lakh(5) && !data.sensitive')).toMatchObject([
    { kind: 'comparison' },
    { kind: 'flag', path: 'data.sensitive', value: false },
  ])
})

test('any other shape is shown as written, with the fields it reads', () => {
  expect(why('models.exists(m, m.startsWith("gpt"))')).toEqual([
    {
      kind: 'expression',
      source: 'models.exists(m, m.startsWith("gpt"))',
      fields: [{ source: 'models', value: ['gpt-4o-mini'] }],
    },
  ])
})
