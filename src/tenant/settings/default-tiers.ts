import type { Tier } from './settings.ts'

/**
 * What gold, silver and bronze mean unless the settings say otherwise (DESIGN §3, tier defaults).
 * The storage quotas are this project's own choice; nothing prescribes them.
 */
export const defaultTiers: Readonly<Record<string, Tier>> = {
  gold: {
    quotas: { queriesPerMinute: 1000, documentsPerMonth: 100_000, storageGiB: 500 },
    model: 'gpt-4o',
    maxTokens: 4096,
    features: { advancedSearch: true, realTimeIndexing: true, customModels: true, demoDocuments: true },
  },
  silver: {
    quotas: { queriesPerMinute: 500, documentsPerMonth: 50_000, storageGiB: 200 },
    model: 'gpt-4o-mini',
    maxTokens: 2048,
    features: { advancedSearch: false, realTimeIndexing: true, customModels: false, demoDocuments: false },
  },
  bronze: {
    quotas: { queriesPerMinute: 100, documentsPerMonth: 10_000, storageGiB: 50 },
    model: 'gpt-4o-mini',
    maxTokens: 1024,
    features: { advancedSearch: false, realTimeIndexing: false, customModels: false, demoDocuments: false },
  },
}
