import { expect, test } from '@jest/globals'
import { compileCondition } from '../../src/expression/condition.ts'
import { namedFields } from '../../src/expression/named-variables.ts'

const fieldsIn = (source: string) => {
  const compiled = compileCondition(source, { file: 'f', line: 1, column: 1 })
  if (!compiled.ok) throw new Error(compiled.finding.says)
  return namedFields(compiled.condition.ast, 'cost')
}

test.each([
  ['cost.crossesBudget', ['crossesBudget']],
  [
    'has(cost.monthly) && cost.monthly > lakh(1) || cost.increase > 0 && tier == "gold"',
    ['increase', 'monthly'],
  ],
  ['[1, 2].exists(n, n * cost.unpriced > 3)', ['unpriced']],
  ['tier == "gold" && data.sensitive', []],
])('%s reads %j of it', (source, fields) => {
  expect(fieldsIn(source)).toEqual(fields)
})

test.each([
  'cost["monthly"] > 1',
  '[cost].exists(c, c.monthly > 1)',
  '[1].exists(cost, cost > 0) || cost.monthly > 1',
])('what %s does with it is more than to read fields', (source) => {
  expect(fieldsIn(source)).toBeUndefined()
})
