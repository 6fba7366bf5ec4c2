import type { Command } from 'commander'
import { addEstateOptions } from './estate-options.ts'
import type { PricesOptions } from './run-prices-check.ts'

export function addPrices(program: Command): void {
  const prices = program
    .command('prices')
    .description('the price book: what is in it, and what is old')
    .addHelpText('after', '\nExample:\n  landlord prices check')
  addEstateOptions(prices.command('check'), ['text', 'json'])
    .description('flaws of the price book, and prices older than 180 days')
    .option('--on <day>', 'as seen on that day; today if absent')
    .addHelpText(
      'after',
      `
Old prices are warnings and leave the exit code at 0; a flaw in the book is an error.

Examples:
  landlord prices check
  landlord prices check --on 2027-01-01 --format json`,
    )
    .action(async (options: PricesOptions) => {
      const { runPricesCheck } = await import('./run-prices-check.ts')
      runPricesCheck(options)
    })
}
