export type Command = Readonly<{ name: string; properties: Readonly<Record<string, string>>; value: string }>

/** A line such as `::error file=a.yaml,line=3::Bad id`; undefined when it is plain output. */
export function parseCommand(line: string): Command | undefined {
  const match = /^\s*::([a-z-]+)(?:\s+([^:]*(?::(?!:)[^:]*)*))?::(.*)$/i.exec(line)
  if (match?.[1] === undefined) return undefined
  const properties: Record<string, string> = {}
  for (const pair of (match[2] ?? '').split(',')) {
    const equals = pair.indexOf('=')
    if (equals > 0)
      properties[pair.slice(0, equals).trim()] = unescapeValue(pair.slice(equals + 1), propertyEscapes)
  }
  return { name: match[1].toLowerCase(), properties, value: unescapeValue(match[3] ?? '', valueEscapes) }
}

/** Lines of GITHUB_ENV and GITHUB_OUTPUT: `key=value` or `key<<END … END`. Throws on anything else, as GitHub does. */
export function parseKeyValueFile(file: string): readonly (readonly [string, string])[] {
  const pairs: (readonly [string, string])[] = []
  const lines = file.split(/\r?\n/)
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    if (line === '') continue
    const equals = line.indexOf('=')
    const heredoc = line.indexOf('<<')
    if (heredoc > 0 && (equals < 0 || heredoc < equals)) {
      const end = line.slice(heredoc + 2)
      const close = lines.indexOf(end, at + 1)
      if (end === '' || close < 0)
        throw new Error(`Invalid value. Matching delimiter not found '${end}' for '${line}'`)
      pairs.push([line.slice(0, heredoc), lines.slice(at + 1, close).join('\n')])
      at = close
    } else if (equals > 0) pairs.push([line.slice(0, equals), line.slice(equals + 1)])
    else throw new Error(`Invalid format '${line}'`)
  }
  return pairs
}

const valueEscapes: Readonly<Record<string, string>> = { '%0D': '\r', '%0A': '\n', '%25': '%' }
const propertyEscapes: Readonly<Record<string, string>> = { ...valueEscapes, '%3A': ':', '%2C': ',' }

function unescapeValue(text: string, escapes: Readonly<Record<string, string>>): string {
  return text.replace(/%(?:0D|0A|25|3A|2C)/gi, (code) => escapes[code.toUpperCase()] ?? code)
}
