import { findProvider, type ModelInfo, type Provider } from '@pydantic/genai-prices'
import type { ModelPrice } from '../cost/model-prices.ts'

/** The list ships with its package: its prices are no younger than the day that version came out. */
export const modelList = { version: '0.1.8', releasedOn: '2026-09-23' } as const

/** Who sells a model first-hand, before who sells it on. */
const vendors = [
  'openai',
  'anthropic',
  'google',
  'mistral',
  'cohere',
  'voyageai',
  'deepseek',
  'x-ai',
  'aws',
] as const

/**
 * The list price of one exact model id, by @pydantic/genai-prices; a sentence where the list does not have one. Its own
 * look-up also takes a part of a name for the whole, which is how one model is billed as another: here only an id or a
 * name that the list holds to be the same is taken.
 */
export function findModelPrice(id: string): ModelPrice | string {
  for (const vendor of vendors) {
    const provider = findProvider({ providerId: vendor })
    const model = provider?.models.find((one) => one.id === id || isCalled(one.match, id))
    if (provider !== undefined && model !== undefined) return priceOf(id, provider, model)
  }
  return `@pydantic/genai-prices ${modelList.version} has no model of exactly that id`
}

const isCalled = (match: ModelInfo['match'], id: string): boolean =>
  'or' in match ? match.or.some((one) => isCalled(one, id)) : 'equals' in match && match.equals === id

function priceOf(id: string, provider: Provider, model: ModelInfo): ModelPrice | string {
  const prices = currentPrices(model)
  if (prices === undefined) return 'its price depends on the time of day'
  const { input_mtok: input, output_mtok: output } = prices
  if (input === undefined) return 'it is not priced by tokens'
  const [base, long] = [inputOf(input), inputOf(output)]
  return {
    id,
    input: base.price ?? 0,
    output: embeds(id) ? undefined : long.price,
    source: `${provider.name} list price, in genai-prices ${modelList.version}${base.beyond}`,
    observedOn: modelList.releasedOn,
  }
}

/** Some vendors list an output price for what writes nothing, and in a price book that would make it a model that answers. */
const embeds = (id: string): boolean => /(^|[-.])embed/.test(id)

type Amount = NonNullable<Extract<ModelInfo['prices'], Readonly<Record<string, unknown>>>[string]> | undefined

/** Longer prompts may cost more; a tenant's are short, and the row says so. */
const inputOf = (amount: Amount): Readonly<{ price: number | undefined; beyond: string }> => {
  if (typeof amount !== 'object') return { price: amount, beyond: '' }
  const [first] = amount.tiers
  return {
    price: amount.base,
    beyond: first === undefined ? '' : `, for prompts to ${first.start.toLocaleString('en-GB')} tokens`,
  }
}

/** The last price whose day has come. */
function currentPrices({ prices }: ModelInfo): Readonly<Record<string, Amount>> | undefined {
  if (!Array.isArray(prices)) return prices
  if (prices.some(({ constraint }) => constraint?.type === 'time_of_date')) return undefined
  return prices.findLast(
    ({ constraint }) =>
      constraint === undefined ||
      (constraint.type === 'start_date' && constraint.start_date <= modelList.releasedOn),
  )?.prices
}
