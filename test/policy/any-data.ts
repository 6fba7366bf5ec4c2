import fc from 'fast-check'

/** A value, or nothing: a rule has to bear the absence of every field that may be absent. */
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
export const some = (...words: string[]) => fc.subarray(words)
const dated = maybe(fc.record({ reference: fc.constant('R-1'), date: fc.constant('2026-06-15') }))

/** What a declaration may say of its data, and leave out. */
export const anyData = fc.record({
  classification: fc.constantFrom('public', 'internal', 'confidential', 'restricted'),
  categories: some('personal', 'special', 'phi', 'pan', 'financial'),
  subjects: some('EU', 'IN', 'US'),
  frameworks: some('gdpr', 'dpdpa', 'sox', 'hipaa', 'pci-dss'),
  retentionDays: maybe(fc.integer({ min: 1, max: 3650 })),
  transfers: fc.array(
    fc.record(
      {
        to: fc.constantFrom('US', 'IN', 'FR'),
        processor: fc.constant('p'),
        mechanism: fc.constantFrom('SCC', 'DPF'),
        tia: fc.constant('T'),
        dpa: fc.constant('D'),
        baa: fc.constant('B'),
      },
      { requiredKeys: ['to', 'processor'] },
    ),
    { maxLength: 3 },
  ),
  legalHold: fc.boolean(),
  encryption: maybe(
    fc.record({
      atRest: maybe(fc.boolean()),
      inTransit: maybe(fc.boolean()),
      fieldLevel: maybe(some('pan', 'phi')),
      exception: maybe(fc.constant('E')),
    }),
  ),
  accessControl: maybe(
    fc.record({
      roles: maybe(fc.boolean()),
      mfa: maybe(fc.boolean()),
      reviewedOn: maybe(fc.constant('2026-09-01')),
    }),
  ),
  auditLog: maybe(
    fc.record({ retentionDays: fc.integer({ min: 1, max: 3650 }), onlineDays: maybe(fc.constant(90)) }),
  ),
  documentationDays: maybe(fc.integer({ min: 1, max: 3650 })),
  dpia: dated,
  baa: maybe(fc.constant('B')),
  pan: maybe(
    fc.record({
      protection: maybe(fc.constantFrom('tokenised', 'fieldEncrypted')),
      sensitiveAuthenticationData: maybe(fc.boolean()),
      responsibilityMatrix: maybe(fc.constant('M')),
    }),
  ),
  segmentationTest: dated,
  significantFiduciary: maybe(fc.record({ dpoCountry: fc.constantFrom('IN', 'IE'), audit: dated })),
  paymentSystem: maybe(fc.boolean()),
})
