/** Foreign text inside a sentence: on one line, in backticks that it cannot close, at most 60 characters. */
export const quote = (text: string): string => `\`${clip(text)}\``

/** Several words of ours: `a`, `b`, `c`. */
export const quoteAll = (words: readonly string[]): string => words.map(quote).join(', ')

/** One line without backticks, at most 60 characters. */
export function clip(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\u2028\u2029`]/gu, ' ')
  return line.length > 60 ? `${line.slice(0, 59)}…` : line
}
