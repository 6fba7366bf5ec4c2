import type { Command } from 'commander'
import { addEstateOptions } from './estate-options.ts'
import type { RulesTestOptions } from './run-rules-test.ts'

export function addRules(program: Command): void {
  const rules = program
    .command('rules')
    .description('rules test: run the tests that stand beside the rules')
    .helpCommand(false)
    .addHelpText('after', '\nExample:\n  landlord rules test')
  addEstateOptions(rules.command('test'), ['text', 'json'])
    .description('run the tests that stand beside the rules, and read every other rule file')
    .option('--on <day>', 'the day that old data is told by; today if absent')
    .addHelpText(
      'after',
      `
Every rule of .github/landlord/policies needs a test that it passes and one that fails it, so that a rule which never
says no is noticed. APPROVERS holds tests of its own, as comments that say whom a tenant or a file asks:
  # test: { tier: gold } asks CTO
Lines of it that never decide anything are named. Settings, prices and exchange rates have to be readable. A region
whose standing nobody has looked at for 180 days (reviewedOn) is named, and leaves the exit code alone.
Exit code 0: all hold; 1: a test failed, is missing, or a file is broken; 2: it could not run.

Examples:
  landlord rules test
  landlord rules test --format json | jq '.tests[] | select(.passed | not)'`,
    )
    .action(async (options: RulesTestOptions) => {
      const { runRulesTest } = await import('./run-rules-test.ts')
      await runRulesTest(options)
    })
}
