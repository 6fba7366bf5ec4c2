import type { Settings } from './settings/settings.ts'

/** Milliseconds of p95 that a tenant of the region may take: the region's own figure, else the estate's. */
export const queryLatencyOf = ({ regions, provisioning }: Settings, region: string): number =>
  regions[region]?.queryLatencyMs ?? provisioning.queryLatencyMs
