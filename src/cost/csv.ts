/**
 * The rows of a CSV text (RFC 4180): a quoted field may hold commas, line ends and doubled quotes.
 * Throws where a quote is out of place, since what follows would be read as something else.
 */
export function* parseCsv(text: string): Generator<readonly string[]> {
  let row: string[] = []
  let read = 0
  for (const match of text.matchAll(field)) {
    const { quoted, plain = '', end } = match.groups ?? {}
    read = match.index + match[0].length
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (end === ',') continue
    if (row.length > 1 || row[0] !== '') yield row
    row = []
    if (read === text.length) return
  }
  throw new Error(`a quote is out of place in line ${text.slice(0, read).split('\n').length}`)
}

/** Sticky: each field starts where the one before it ended. */
const field = /(?:"(?<quoted>[^"]*(?:""[^"]*)*)"|(?<plain>[^",\r\n]*))(?<end>,|\r?\n|$)/gy
