import { expect, test } from '@jest/globals'
import { losesData } from '../../src/provisioning/resource-change.ts'

test.each([
  ['module.object_storage.aws_s3_bucket.tenant', true],
  ['module.object_storage.aws_kms_key.tenant[0]', true],
  ['module.instance[0].aws_db_instance.tenant', true],
  ['module.cache_of_its_own[0].aws_elasticache_replication_group.tenant', true],
  ['module.database.module.objects.terraform_data.undo', true],
  ['module.vector.module.objects.terraform_data.undo', true],
  ['module.instance[0].aws_db_parameter_group.tenant', false],
  ['module.elasticache[0].aws_elasticache_user.tenant', false],
  ['module.database.module.objects.terraform_data.made', false],
] as const)('%s bears data: %s', (address, bears) => {
  for (const action of ['delete', 'replace'] as const) expect(losesData({ address, action })).toBe(bears)
  for (const action of ['create', 'update'] as const) expect(losesData({ address, action })).toBe(false)
})
