import type { Command } from 'commander'
import { addEstateOptions } from './estate-options.ts'
import type { PricesOptions } from './run-prices-check.ts'
import type { RefreshOptions } from './run-prices-refresh.ts'

export function addPrices(program: Command): void {
  const prices = program
    .command('prices')
    .description('the price book: what is in it, what is old, and new prices for it')
    .addHelpText(
      'after',
      '\nExamples:\n  landlord prices check\n  landlord prices refresh --models --dry-run',
    )
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
  addEstateOptions(prices.command('refresh'), ['text', 'json'])
    .description('bring the rows of the price book up to date from published price lists')
    .option('--from <dir|url>', 'price list files of AWS (index.json, index.csv), or where to get them')
    .option('--models [id...]', 'list prices of the models in the book, and of those named here')
    .option('--dry-run', 'show what would change, and write nothing')
    .addHelpText(
      'after',
      `
A row changes only where a list names one price for exactly that thing, in the unit that is meant, and is no older than the
row. Comments and order stay. What no list has keeps its price, or stays "missing". Read the difference, then open a pull
request: prices come into force when it is merged. Model prices come with @pydantic/genai-prices and need no network.

Examples:
  landlord prices refresh --from ~/Downloads/price-lists --dry-run
  landlord prices refresh --from https://pricing.us-east-1.amazonaws.com
  landlord prices refresh --models gpt-4.1-mini claude-sonnet-4-5`,
    )
    .action(async (options: RefreshOptions) => {
      const { runPricesRefresh } = await import('./run-prices-refresh.ts')
      await runPricesRefresh(options)
    })
}
