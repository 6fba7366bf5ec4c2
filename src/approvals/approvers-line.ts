/** One line of a CODEOWNERS-like file, taken apart; columns are 1-based. */
export type Line =
  | Readonly<{ kind: 'blank' }>
  | Readonly<{
      kind: 'heading'
      name: string
      optional: boolean
      /** What stands in the second pair of brackets. */
      count: string | undefined
      words: readonly Word[]
      when: Word | undefined
    }>
  | Readonly<{ kind: 'rule'; pattern: Word; words: readonly Word[] }>
  | Readonly<{ kind: 'broken'; column: number; says: string; fix: string }>

export type Word = Readonly<{ text: string; column: number }>

export function parseLine(line: string): Line {
  const start = line.search(/\S/)
  if (start < 0 || line[start] === '#') return { kind: 'blank' }
  const heading = /^\s*(\^?)\[([^\]]*)\](?:\[([^\]]*)\])?(?=\s|$)/.exec(line)
  if (heading !== null) {
    const [whole, caret, name = '', count] = heading
    const { words, when } = splitWhen(wordsOf(line, whole.length), line)
    return { kind: 'heading', name: name.trim(), optional: caret === '^', count, words, when }
  }
  if (/^\s*\^?\[[^\]]*$/.test(line))
    return {
      kind: 'broken',
      column: start + 1,
      says: 'This section heading is not closed.',
      fix: 'Write `[Name]`, with both brackets.',
    }
  const glued = /^\s*\^?\[[^\]]*\](?:\[\d*\])?(?=@|when\b)/.exec(line)
  if (glued !== null)
    return {
      kind: 'broken',
      column: glued[0].length + 1,
      says: 'After the section name a space is missing.',
      fix: 'Put a space after the closing bracket.',
    }
  const [pattern, ...words] = wordsOf(line, 0)
  return pattern === undefined ? { kind: 'blank' } : { kind: 'rule', pattern, words }
}

/** `@user`, `@org/team`, `@group/sub/group`, `@@role`, `mail@example.com`. */
export const isOwner = (text: string): boolean =>
  /^@@[a-z]+$/i.test(text) ||
  /^@[a-z0-9][\w.-]*(\/[\w.-]+)*$/i.test(text) ||
  /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)

/** Separated by blanks that no backslash protects; a word that begins with `#` begins a comment. */
function wordsOf(line: string, from: number): readonly Word[] {
  const words: Word[] = []
  for (const match of line.slice(from).matchAll(/(?:\\.|[^\s\\]|\\$)+/gsu)) {
    if (match[0].startsWith('#')) break
    words.push({ text: match[0], column: from + match.index + 1 })
  }
  return words
}

/** `when` and all that follows, up to a comment, is the condition. */
function splitWhen(
  words: readonly Word[],
  line: string,
): Readonly<{ words: readonly Word[]; when: Word | undefined }> {
  const index = words.findIndex(({ text }) => text === 'when')
  const word = words[index]
  if (word === undefined) return { words, when: undefined }
  const from = word.column - 1 + 'when'.length
  const rest = withoutComment(line.slice(from))
  const skipped = rest.length - rest.trimStart().length
  return { words: words.slice(0, index), when: { text: rest.trim(), column: from + skipped + 1 } }
}

/** Cuts at a `#` after a blank, unless it stands in a string. */
function withoutComment(source: string): string {
  let quote: string | undefined
  for (let at = 0; at < source.length; at += 1) {
    const character = source[at]
    if (quote !== undefined) {
      if (character === '\\') at += 1
      else if (character === quote) quote = undefined
    } else if (character === '"' || character === "'") quote = character
    else if (character === '#' && /\s/.test(source[at - 1] ?? ' ')) return source.slice(0, at)
  }
  return source
}
