/** The first rendering that is short enough; where none is, the last one, cut. */
export function firstThatFits(renderings: readonly (() => string)[], maxCharacters: number): string {
  let text = ''
  for (const render of renderings) {
    text = render()
    if (text.length <= maxCharacters) return text
  }
  return text.slice(0, maxCharacters)
}
