import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { secretIdOf } from '../../src/cli/runner/tenant-place.ts'
import { keyAliasOf } from '../../src/storage/keys.ts'

/** Ids that are close: of few letters, one often the beginning of the other. */
const id = fc.stringMatching(/^[ab][ab-]{1,6}[ab1]$/)

/** Names that policies and listings take for the beginning of something end in what no id holds. */
const beginnings = (tenant: string): readonly string[] => [
  `arn:aws:s3:::landlord-${tenant}/`,
  `landlord/${tenant}/`,
  `tenants/${tenant}/terraform.tfstate`,
]

/** Names that are always given whole. */
const names = (tenant: string): readonly string[] => [
  `landlord-${tenant}`,
  `landlord-tenant-${tenant}`,
  keyAliasOf(tenant),
]

test('no two tenants share a name in the cloud, and none has the beginning of another’s', () => {
  fc.assert(
    fc.property(id, id, (one, other) => {
      fc.pre(one !== other)
      for (const [index, name] of names(one).entries()) expect(names(other)[index]).not.toBe(name)
      for (const [index, name] of beginnings(one).entries())
        expect(beginnings(other)[index]?.startsWith(name)).toBe(false)
      expect(secretIdOf(one, 'tokens').startsWith(`landlord/${one}/`)).toBe(true)
    }),
  )
})

test('Terraform makes them by the same names, and the longest fits what AWS takes', () => {
  const source = (path: string): string =>
    readFileSync(join(import.meta.dirname, '../../terraform', path), 'utf8')
  const storage = source('modules/object-storage/main.tf')
  expect(storage).toContain('"landlord-tenant-${var.tenant}"')
  expect(storage).toContain('"${aws_s3_bucket.tenant.arn}/*"')
  expect(source('modules/object-storage/key.tf')).toContain('"alias/landlord/${var.tenant}"')
  expect(source('tenant/aws.tf')).toContain('"landlord/${local.tenant.id}/${each.key}"')
  expect(source('tenant/aws.tf')).toContain('"${var.bucket_prefix}-${local.tenant.id}"')
  const longest = 'a'.repeat(40)
  expect(`landlord-tenant-${longest}`.length).toBeLessThanOrEqual(64)
  expect(`${'p'.repeat(22)}-${longest}`.length).toBeLessThanOrEqual(63)
})
