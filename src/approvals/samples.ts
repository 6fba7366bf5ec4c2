import { glyphsOf, type Dialect } from './pattern.ts'

/**
 * Paths that stand for all that a pattern covers: whatever other pattern covers each of them covers everything that
 * this one does. Each wildcard is filled with nothing, with one and with many strange characters, which only a
 * wildcard can take. Undefined where a pattern has so many wildcards that this grows beyond reason.
 */
export function samplesOf(source: string, dialect: Dialect): readonly string[] | undefined {
  const names = source.split('/').filter((name) => name !== '')
  const anchored = source.startsWith('/') || (dialect === 'github' && source.slice(0, -1).includes('/'))
  const parts = [
    ...(anchored ? [] : [folders]),
    ...names.map((name) => (name === '**' ? folders : namesLike(name))),
    below(source, names),
  ]
  let paths: readonly string[] = ['']
  for (const part of parts) {
    paths = paths.flatMap((path) => part.map((next) => path + next))
    if (paths.length > most) return undefined
  }
  return paths.map((path) => path.slice(1)).filter((path) => path !== '')
}

const most = 2_000
/** In no honest path, so that no name but a wildcard matches it. */
const strange = '\u0001'
const long = strange.repeat(9)
const folders: readonly string[] = ['', `/${long}`, `/${long}`.repeat(9)]

/** A folder's name alone is not inside it; a file's may be a folder's as well; `docs/*` is the files right there. */
function below(source: string, names: readonly string[]): readonly string[] {
  const last = names.at(-1)
  if (source.endsWith('/') || last === '**') return folders.filter((path) => path !== '')
  return last === '*' ? [''] : folders
}

function namesLike(name: string): readonly string[] {
  if (/^\*+$/.test(name)) return [`/${strange}`, `/${long}`]
  let written: readonly string[] = ['/']
  for (const glyph of glyphsOf(name)) {
    const next = glyph === 'many' ? ['', strange, long] : glyph === 'one' ? [strange] : [glyph.is]
    written = written.flatMap((start) => next.map((end) => start + end)).slice(0, most + 1)
  }
  return written
}
