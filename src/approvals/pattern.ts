/**
 * GitHub's paths are gitignore's: a pattern with a slash before its end starts at the root.
 * GitLab's start anywhere unless they begin with a slash. Neither knows `!` or `[a-z]` here.
 */
export type Dialect = 'github' | 'gitlab'

/** Whether a path (with `/`, none in front) is covered. Time is linear in path × pattern. */
export type Covers = (path: string) => boolean

export function compilePattern(source: string, dialect: Dialect): Covers {
  const anchored = source.startsWith('/') || (dialect === 'github' && source.slice(0, -1).includes('/'))
  const folder = source.endsWith('/')
  const names = source.split('/').filter((name) => name !== '')
  if (names.length === 0) return () => false
  const parts = names.map(compileName)
  // What is inside a folder, and not the folder itself.
  const inside = folder || names.at(-1) === '**'
  const pattern = [...(anchored ? [] : [anyFolders]), ...parts, ...(inside ? [anyName] : [])]
  // `docs/*` is the files right there; any other last name covers what is below it too.
  const descends = inside || names.at(-1) !== '*'
  const prefix = anchored ? literalPrefix(names) : ''
  return (path) => path.startsWith(prefix) && covers(pattern, namesOf(path), descends)
}

/** Most lines of a long file are told apart by how their path begins, before anything is taken apart. */
function literalPrefix(names: readonly string[]): string {
  const wild = names.findIndex((name) => /[*?\\]/.test(name))
  return (wild < 0 ? names : names.slice(0, wild)).join('/')
}

/** What is wrong with a pattern, as a clause; undefined if nothing is. */
export function patternProblem(source: string): string | undefined {
  if (source.includes('//')) return 'has two slashes in a row'
  if (source.includes('***')) return 'has more than two asterisks in a row'
  if (source === '/' || source === '!') return 'names nothing'
  if (/(^|[^\\])(\\\\)*\\$/.test(source)) return 'ends with a lone backslash'
  return undefined
}

type Name = ((name: string) => boolean) | typeof anyFolders

const anyFolders = '**' as const
const anyName = (): boolean => true

const namesOf = (path: string): readonly string[] => path.split('/').filter((name) => name !== '')

/** Greedy, stepping back to the last `**` only: an earlier one could not do better. */
function covers(pattern: readonly Name[], path: readonly string[], descends: boolean): boolean {
  let at = 0
  let next = 0
  let afterStar = -1
  let resume = 0
  for (;;) {
    const part = pattern[next]
    const name = path[at]
    if (part === undefined && (descends || name === undefined)) return true
    if (part === anyFolders) {
      next += 1
      afterStar = next
      resume = at
    } else if (part !== undefined && name !== undefined && part(name)) {
      at += 1
      next += 1
    } else {
      resume += 1
      if (afterStar < 0 || resume > path.length) return false
      at = resume
      next = afterStar
    }
  }
}

function compileName(source: string): Name {
  if (source === '**') return anyFolders
  if (/^\*+$/.test(source)) return anyName
  const glyphs = glyphsOf(source)
  if (glyphs.every((glyph) => typeof glyph === 'object')) {
    const literal = glyphs.map((glyph) => glyph.is).join('')
    return (name) => name === literal
  }
  return (name) => globs(glyphs, Array.from(name))
}

export type Glyph = 'many' | 'one' | Readonly<{ is: string }>

/** One name of a pattern, taken apart: `*.t?` is many, `.`, `t`, one. */
export const glyphsOf = (source: string): readonly Glyph[] =>
  [...source.matchAll(/\\(.)|(\*+)|(\?)|([^\\])/gsu)].map(([, escaped, star, any, plain]): Glyph =>
    star !== undefined ? 'many' : any !== undefined ? 'one' : { is: escaped ?? plain ?? '' },
  )

function globs(pattern: readonly Glyph[], text: readonly string[]): boolean {
  let at = 0
  let next = 0
  let afterStar = -1
  let resume = 0
  for (;;) {
    const glyph = pattern[next]
    const character = text[at]
    if (glyph === undefined && character === undefined) return true
    if (glyph === 'many') {
      next += 1
      afterStar = next
      resume = at
    } else if (
      glyph !== undefined &&
      character !== undefined &&
      (glyph === 'one' || glyph.is === character)
    ) {
      at += 1
      next += 1
    } else {
      resume += 1
      if (afterStar < 0 || resume > text.length) return false
      at = resume
      next = afterStar
    }
  }
}
