import type { CheckName } from './check.ts'

/** Checks whose subject this version of Landlord does not provision yet, and what they will expect. */
export const notBuilt = {
  'vector-search': {
    expects: 'A vector search of the tenant finds its own vectors and no others.',
    says: 'This version provisions no vector index, so nothing was checked.',
  },
  'jwt-authentication': {
    expects: "A token of the tenant is accepted, and another tenant's is refused.",
    says: 'This version provisions no token issuer, so nothing was checked.',
  },
  'metrics-scraping': {
    expects: "The tenant's metrics are scraped and carry its id.",
    says: 'This version provisions no metrics, so nothing was checked.',
  },
} as const satisfies Partial<Record<CheckName, Readonly<{ expects: string; says: string }>>>
