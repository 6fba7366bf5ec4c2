import { Environment } from '@marcbachmann/cel-js'
import { daysBetween } from '../tenant/day.ts'
import { matchesLinearly } from './linear-matches.ts'

/** Beyond these an expression is refused before it runs: no honest rule comes near. */
export const limits = {
  /** UTF-16 units of source. */
  characters: 64 * 1024,
  nodes: 2_000,
  depth: 50,
  /** Steps of one evaluation: a node visited, a character or a list element made. About 20 ms. */
  steps: 200_000,
} as const

/** The name under which the engine finds our matcher; its own `matches` backtracks without end. */
export const linearMatcher = 'matchesLinearly'

/**
 * What an expression may name, with its type: the tenant's fields and the change.
 * Amounts are whole minor units (paisa, cent) of the estate's currency; counts are whole numbers.
 */
export const environment = new Environment({
  limits: { maxAstNodes: limits.nodes, maxDepth: limits.depth, maxListElements: 500, maxMapEntries: 500 },
})
  .registerVariable('id', 'string')
  .registerVariable('name', 'string')
  .registerVariable('tier', 'string')
  .registerVariable('region', 'string')
  .registerVariable('place', { schema: { country: 'string', jurisdiction: 'string' } })
  .registerVariable('owner', 'string')
  .registerVariable('businessUnit', 'string')
  .registerVariable('costCenter', 'string')
  .registerVariable('glCode', 'string')
  .registerVariable('budget', {
    schema: { yearly: 'int', amount: 'int', currency: 'string', period: 'string' },
  })
  .registerVariable('isolation', {
    schema: { database: 'string', storage: 'string', cache: 'string', vector: 'string' },
  })
  .registerVariable('lifecycle', 'string')
  .registerVariable('suspension', 'string')
  .registerVariable('quotas', {
    schema: { queriesPerMinute: 'int', documentsPerMonth: 'int', storageGiB: 'int' },
  })
  .registerVariable('borrow', {
    schema: { queriesPerMinute: 'int', documentsPerMonth: 'int', storageGiB: 'int' },
  })
  .registerVariable('usage', {
    schema: {
      queriesPerMonth: 'int',
      inputTokensPerQuery: 'int',
      outputTokensPerQuery: 'int',
      storageGiB: 'int',
      egressGiB: 'int',
    },
  })
  .registerVariable('models', 'list<string>')
  .registerVariable('features', 'map<string, bool>')
  .registerType('Transfer', {
    fields: {
      to: 'string',
      processor: 'string',
      mechanism: 'string',
      tia: 'string',
      dpa: 'string',
      baa: 'string',
    },
  })
  .registerVariable('data', {
    schema: {
      classification: 'string',
      categories: 'list<string>',
      subjects: 'list<string>',
      frameworks: 'list<string>',
      retentionDays: 'int',
      transfers: 'list<Transfer>',
      legalHold: 'bool',
      sensitive: 'bool',
      crossBorder: 'bool',
      encryption: {
        atRest: 'bool',
        inTransit: 'bool',
        key: 'string',
        fieldLevel: 'list<string>',
        exception: 'string',
      },
      accessControl: { roles: 'bool', mfa: 'bool', reviewedOn: 'string' },
      auditLog: { retentionDays: 'int', onlineDays: 'int' },
      documentationDays: 'int',
      dpia: { reference: 'string', date: 'string' },
      baa: 'string',
      pan: { protection: 'string', sensitiveAuthenticationData: 'bool', responsibilityMatrix: 'string' },
      segmentationTest: { reference: 'string', date: 'string' },
      significantFiduciary: { dpoCountry: 'string', audit: { reference: 'string', date: 'string' } },
      paymentSystem: 'bool',
    },
  })
  .registerVariable('contacts', 'map<string, string>')
  .registerType('Waiver', {
    fields: { rule: 'string', until: 'string', reason: 'string', approvedBy: 'string' },
  })
  .registerType('Boost', { fields: { quota: 'string', by: 'int', until: 'string', reason: 'string' } })
  .registerVariable('boosts', 'list<Boost>')
  .registerVariable('waivers', 'list<Waiver>')
  // ISO date of the judgement. Rules see it; a condition of APPROVERS does not, so that a seat never turns on a clock.
  .registerVariable('today', 'string')
  .registerVariable('cost', {
    schema: {
      atLeast: 'int',
      monthly: 'int',
      increase: 'int',
      increasePercent: 'int',
      overBudget: 'bool',
      crossesBudget: 'bool',
      unpriced: 'int',
    },
  })
  .registerVariable('change', {
    schema: { kind: 'string', yearlyDelta: 'int', aspects: 'list<string>', regionMoves: 'bool' },
  })
  .registerFunction('thousand(int): int', (n: bigint) => n * 1_000n * minorPerUnit)
  .registerFunction('lakh(int): int', (n: bigint) => n * 100_000n * minorPerUnit)
  .registerFunction('million(int): int', (n: bigint) => n * 1_000_000n * minorPerUnit)
  .registerFunction('crore(int): int', (n: bigint) => n * 10_000_000n * minorPerUnit)
  .registerFunction('daysBetween(string, string): int', daysBetween)
  .registerFunction(`string.${linearMatcher}(string): bool`, matchesLinearly)

/** INR, USD, EUR and GBP all have a hundred minor units. */
const minorPerUnit = 100n
