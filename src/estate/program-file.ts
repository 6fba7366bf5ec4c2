import { extname, join } from 'node:path'
import { packageRoot } from './template.ts'

/** Sources run as `.ts`, the published build as `.js`. */
const extension = extname(import.meta.filename)

/** True of the published build, in which many modules are one file: none knows by its own place where another is. */
export const isBuild = extension === '.js'

/** Where the command line is, or what serves: of this very Landlord, sources or build. */
export const programFile = (name: 'cli/main' | 'main'): string =>
  join(packageRoot(), isBuild ? 'dist/src' : 'src', `${name}${extension}`)
