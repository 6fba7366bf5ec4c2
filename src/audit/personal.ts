/** A name or an address, as it stands; or free words, in which a name may stand. */
export type Personal = 'person' | 'words'

/** Fields of decisions and operations that name a person, or hold what a person, or a machine in free words, said. */
export const personal: Readonly<Record<string, Personal>> = {
  ...{ login: 'person', author: 'person' },
  ...{ reason: 'words', because: 'words', why: 'words', condition: 'words' },
}

/** What else may name somebody where it is kept beside the chain: notices, results of runs. */
const besides: Readonly<Record<string, Personal>> = {
  ...{ approvers: 'person', says: 'words', facts: 'words' },
  ...{ evidence: 'words', expects: 'words', notes: 'words', broken: 'words', left: 'words' },
}

/** The name as a word of its own: `ria` is not in "material", nor in `ria-b`. For PostgreSQL's `~*`. */
export const naming = (person: string): string =>
  `(^|[^[:alnum:]_-])${person.replaceAll(/[^A-Za-z0-9]/g, (sign) => `\\${sign}`)}($|[^[:alnum:]_-])`

/**
 * The same data with another name for a person, in the fields that may hold one; everything that programs go by stays.
 * One stand-in for all of it, so that it is still seen that two were different people.
 */
export function withStandIn(value: unknown, person: string, standIn: string): unknown {
  const replaced = (text: string, kind: Personal): string => {
    if (kind === 'words') return inWords(text, person, standIn)
    const [, at = '', name = ''] = /^(@?)(.*)$/s.exec(text) ?? []
    return name.toLowerCase() === person.toLowerCase() ? `${at}${standIn}` : text
  }
  const walk = (part: unknown, kind: Personal | undefined): unknown => {
    if (typeof part === 'string') return kind === undefined ? part : replaced(part, kind)
    if (Array.isArray(part)) return part.map((one) => walk(one, kind))
    if (typeof part !== 'object' || part === null) return part
    return Object.fromEntries(
      Object.entries(part).map(([name, one]) => [name, walk(one, personal[name] ?? besides[name])]),
    )
  }
  return walk(value, undefined)
}

/** A text with another name for a person wherever theirs is a word of its own. */
function inWords(text: string, person: string, standIn: string): string {
  const name = person.replaceAll(/[^A-Za-z0-9]/g, (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`)
  return text.replaceAll(new RegExp(`(?<![\\p{L}\\p{N}_-])${name}(?![\\p{L}\\p{N}_-])`, 'giu'), standIn)
}
