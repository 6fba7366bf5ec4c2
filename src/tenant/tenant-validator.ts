import tenantSchema from '../../schemas/tenant.schema.json' with { type: 'json' }
import { fieldsSchema, lazySchema } from './schema-findings.ts'

/** The schema of tenant files, compiled when it is first wanted. */
export const tenantValidator = lazySchema(tenantSchema)

/** What it says of each field that is there, whichever are missing: it has no rule on two of them together. */
export const fieldsValidator = lazySchema(fieldsSchema(tenantSchema))

export const requiredFields: readonly string[] = tenantSchema.required
