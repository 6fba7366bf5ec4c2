/**
 * Where a text that starts at an offset of its file goes on behind its beginning `before`. The file may fold it over lines
 * and indent those; what is visible of it is the same in both, but for escapes inside quotes.
 */
export function offsetBehind(file: string, start: number, before: string): number {
  let at = start
  for (let left = before.replaceAll(/\s/g, '').length; left > 0 && at < file.length; at += 1)
    if (!isBlank(file, at)) left -= 1
  // It ends with a blank: the next word is meant, on whatever line it stands.
  if (/\s$/.test(before)) while (isBlank(file, at)) at += 1
  return at
}

const isBlank = (text: string, at: number): boolean => /\s/.test(text.charAt(at))
