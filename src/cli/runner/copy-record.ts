import copySchema from '../../../schemas/copy.schema.json' with { type: 'json' }
import type { TenantCopy } from '../../provisioning/copy.ts'
import { lazySchema } from '../../tenant/schema-findings.ts'
import { UserError } from '../../tenant/user-error.ts'
import { keptText } from './kept-text.ts'
import type { TenantRun } from './tenant-run.ts'

/** What is known of a copy of this tenant's data: beside its own state, so that there is one at most. */
export function copyRecord(run: TenantRun) {
  const path = `copies/${run.id}.json`
  const kept = keptText(run, { path, key: `tenants/${run.id}/copy.json` })
  return {
    place: kept.place,
    save: (record: TenantCopy): Promise<void> => kept.save(`${JSON.stringify(record, undefined, 2)}\n`),
    load: async (): Promise<TenantCopy | undefined> => {
      const text = await kept.read()
      return text === undefined ? undefined : parseRecord(text, kept.place)
    },
  }
}

/** A copy of this tenant's data that was begun, in words. */
export async function observeUnproven(run: TenantRun): Promise<string | undefined> {
  const { load, place } = copyRecord(run)
  const record = await load()
  return record === undefined || record.provenAt !== undefined ? undefined : `to ${record.to} (${place})`
}

const validate = lazySchema(copySchema)

function parseRecord(text: string, place: string): TenantCopy {
  try {
    const value: unknown = JSON.parse(text)
    if (validate()(value)) return value as TenantCopy
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw new UserError(`${place} is no record of a copy.`, {
    fix: 'Look who wrote it. Nothing is copied and nothing purged on the word of a record that cannot be read.',
  })
}
