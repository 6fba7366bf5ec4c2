import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { EstateFile } from '../../src/tenant/estate-file.ts'
import { aFile } from '../builders.ts'

const root = join(import.meta.dirname, '../..')

export const exampleIds = ['sunrise-health', 'bazaar-retail', 'vidya-school'] as const

/** A file of the estate that this repository itself is. */
export const shipped = (path: string): EstateFile => aFile(path, readFileSync(join(root, path)))

export const exampleText = (id: (typeof exampleIds)[number]): string =>
  readFileSync(join(root, `tenants/${id}.yaml`), 'utf8')
