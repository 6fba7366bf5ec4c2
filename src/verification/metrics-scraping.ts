import { judgeProbes, type Check } from './judgement.ts'

type Labels = Readonly<Record<string, string>>

export type MetricsScraping = Readonly<{
  /** Prometheus has scraped it within its look-back of five minutes; an exposition only offers it for scraping. */
  source: 'prometheus' | 'exposition'
  expected: Labels
  /** `tenant_info` of this tenant, as often as it was found. */
  info: readonly Labels[]
  /** Series of any name with the tenant's id. */
  series: number
}>

export const metricsScraping: Check<MetricsScraping> = {
  name: 'metrics-scraping',
  expects: "The tenant's metrics are scraped and carry tenant_id, tier and cost_center.",
  judge: ({ source, expected, info, series }) => {
    const id = expected.tenant_id ?? ''
    const [first] = info
    if (first === undefined) {
      return {
        outcome: 'fail',
        evidence: [`Broken: no tenant_info with tenant_id="${id}" is ${words[source]}.`],
      }
    }
    return judgeProbes([
      { says: `${series} series with tenant_id="${id}" are ${words[source]}.`, holds: series > 0 },
      ...Object.entries(expected).map(([label, value]) => ({
        says: `tenant_info carries ${label}="${first[label] ?? ''}"${first[label] === value ? '' : ` instead of "${value}"`}.`,
        holds: info.every((labels) => labels[label] === value),
      })),
    ])
  },
}

const words = { prometheus: 'scraped by Prometheus', exposition: 'offered for scraping' }
