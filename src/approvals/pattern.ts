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
  if (anchored && wholeNames(source).length === names.length) return coversBelow(names, folder)
  const parts = names.map(compileName)
  // What is inside a folder, and not the folder itself.
  const inside = folder || names.at(-1) === '**'
  const pattern = [...(anchored ? [] : [anyFolders]), ...parts, ...(inside ? [anyName] : [])]
  // `docs/*` is the files right there; any other last name covers what is below it too.
  const descends = inside || names.at(-1) !== '*'
  const piece = longestPiece(names)
  return (path) => path.includes(piece) && covers(pattern, namesOf(path), descends)
}

/** Most lines name a folder, and nothing about it is left to wildcards. */
function coversBelow(names: readonly string[], folder: boolean): Covers {
  const path = names.map((name) => glyphsOf(name).map(literal).join('')).join('/')
  const inside = `${path}/`
  return (other) => (!folder && other === path) || (other.length > inside.length && other.startsWith(inside))
}

/** What every path that it covers holds somewhere: most lines of a long file are told apart by it at a glance. */
const longestPiece = (names: readonly string[]): string =>
  names
    .flatMap((name) => (name === '**' ? [] : glyphsOf(name).map(literal).join('').split('\0')))
    .reduce((longest, piece) => (piece.length > longest.length ? piece : longest), '')

/** Names that stand in every path that it covers, as they are: files and folders without a wildcard. */
export const wholeNames = (source: string): readonly string[] =>
  source
    .split('/')
    .filter((name) => name !== '' && name !== '**')
    .map((name) => glyphsOf(name).map(literal).join(''))
    .filter((name) => !name.includes('\0'))

/** How some name in every path that it covers ends, behind its last wildcard; '' where nothing is known of that. */
export const longestEnd = (source: string): string =>
  source
    .split('/')
    .filter((name) => name !== '' && name !== '**')
    .map((name) => glyphsOf(name).map(literal).join('').split('\0').at(-1) ?? '')
    .reduce((longest, end) => (end.length > longest.length ? end : longest), '')

/** No path holds what stands for a wildcard here. */
const literal = (glyph: Glyph): string => (typeof glyph === 'object' ? glyph.is : '\0')

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

export function namesOf(path: string): readonly string[] {
  if (path !== latest.path) latest = { path, names: path.split('/').filter((name) => name !== '') }
  return latest.names
}

/** One line after another is asked of the same path. */
let latest: Readonly<{ path: string; names: readonly string[] }> = { path: '', names: [] }

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
