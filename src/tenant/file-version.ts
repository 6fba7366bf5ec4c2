import type { Finding } from './finding.ts'
import { migrations } from './mend/migrations.ts'
import { quote } from './yaml/quote.ts'
import { findingAt, type YamlFile } from './yaml/file.ts'

/** The form of tenant files that this Landlord reads. */
const currentVersion = 'landlord/v1'

/**
 * Why a tenant file of another version is not judged, and what brings it here; undefined for one of this version and
 * for a word that is no version at all, which the schema has something to say about.
 */
export function versionFinding(yaml: YamlFile): Finding | undefined {
  const version = yaml.sourceOf('/apiVersion')
  if (version === undefined || version === currentVersion) return undefined
  const migration = migrations.find(({ from }) => from === version)
  if (migration !== undefined) {
    const source = yaml.source()
    const moved = source && migration.move(source)
    const old = `This file is written for \`${migration.from}\`, and this Landlord reads \`${migration.to}\`.`
    const finding = { rule: 'tenant/old-version', pointer: '/apiVersion', says: old }
    if (moved === undefined || 'hinders' in moved)
      return findingAt(yaml, {
        ...finding,
        fix: `Move it by hand (docs/guides/tenant-file.md says how): ${moved?.hinders ?? 'it cannot be read'}.`,
      })
    return {
      ...findingAt(yaml, {
        ...finding,
        fix: 'Run `landlord check --fix`, which moves it and keeps the rest.',
      }),
      mend: moved.mend,
    }
  }
  if (!/^landlord\/v\d{1,4}((alpha|beta)\d{1,4})?$/.test(version)) return undefined
  return findingAt(yaml, {
    rule: 'tenant/unknown-version',
    pointer: '/apiVersion',
    says: `This file is written for ${quote(version)}, which this Landlord does not know; it reads \`${currentVersion}\`.`,
    fix: `Update Landlord if this version is newer, or write the file as \`${currentVersion}\` describes it.`,
  })
}
