import { expect, test } from '@jest/globals'
import { generateTenants } from '../../scripts/bench/check-estate.ts'
import { openSeats, seatOpener } from '../../src/approvals/open-seats.ts'
import type { Change } from '../../src/tenant/change.ts'
import { parseTenant } from '../../src/tenant/parse.ts'
import type { Tenant } from '../../src/tenant/tenant.ts'
import { aBudget, aFile, aSettings, aTenant } from '../builders.ts'
import { parsed } from './estate.ts'

/** Conditions on what many share, on what each has alone, on the change, and some that cannot be decided. */
const approvers = parsed(
  [
    'budget.yearly >= lakh(10)',
    'budget.period == "month" && change.yearlyDelta > lakh(3)',
    'data.sensitive || data.crossBorder',
    'tier == "gold" || features.pupils',
    'id.endsWith("-7")',
    'change.kind == "onboard" && size(change.aspects) == 0',
    'quotas.documentsPerMonth > 5000 && isolation.cache == "pool"',
    'waivers.size() > 0',
  ]
    .map((when, n) => `[S${n}] when ${when}\n/tenants/ @acme/team-${n}\n*-7.yaml @acme/seven\n`)
    .join('\n'),
)
const settings = aSettings()
const tenants: readonly Tenant[] = [
  ...generateTenants(120).flatMap(({ path, text }) => parseTenant(aFile(path, text), settings).tenant ?? []),
  ...(['INR', 'USD'] as const).flatMap((currency) =>
    [0n, 99_999_999n, 100_000_000n].map((minor) =>
      aTenant({ id: `of-${currency.toLowerCase()}-${minor}`, budget: aBudget({ currency, minor }) }),
    ),
  ),
]
const change = (kind: Change['kind'], tenant: Tenant, before: Tenant | undefined): Change => ({
  ...{ kind, tenant: tenant.id, file: `tenants/${tenant.id}.yaml`, before, after: tenant },
  ...{ beforeBlob: undefined, afterBlob: undefined },
})

test.each<[string, (tenant: Tenant, index: number) => Change]>([
  ['come', (tenant) => change('onboard', tenant, undefined)],
  ['stay as they are', (tenant) => change('change', tenant, tenant)],
  ['change', (tenant, at) => change('change', tenant, { ...(tenants[at + 1] ?? tenant), id: tenant.id })],
  [
    'come and stay by turns',
    (tenant, at) => change(at % 2 ? 'onboard' : 'change', tenant, at % 2 ? undefined : tenant),
  ],
])('tenants that %s open together what each opens alone, for the same reasons', (_, changeOf) => {
  const together = seatOpener(approvers, { settings })
  const changes = tenants.map(changeOf)
  const seats = changes.map((one) => together([one], []))
  expect(seats).toEqual(changes.map((one) => openSeats(approvers, [one], [], settings)))
  expect(new Set(seats.map((list) => list.map(({ name }) => name).join(' '))).size).toBeGreaterThan(3)
  expect(seats.flat().some(({ because }) => because.includes('could not be decided'))).toBe(true)
})
