import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from './template.ts'

/** As package.json has it. Not imported: a copy of that file in the build would be taken for the package's root. */
export function landlordVersion(): string {
  const manifest = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as {
    version: string
  }
  return manifest.version
}
