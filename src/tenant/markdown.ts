/**
 * Foreign text inside Markdown. A tenant file is written by anyone who can open a pull request, and its words
 * end in comments, check runs and job summaries: they may say anything there, and do nothing.
 * Nothing here relies on a reader's good will: no mention, link, image, HTML, reference, table cell or marker
 * can come out of a string that went through `text` or `code`.
 */

/** As prose. Everything that means something to Markdown, HTML or GitHub is shown and has no effect. */
export function text(raw: string, limit = 300): string {
  return clean(raw, limit)
    .replace(/[&<>|\\`*_[\]~@#{}$!^]/g, entity)
    .replace(/^[-+=]/, entity)
    .replace(/^(\d+)([.)])(?=\s|$)/, (_, digits: string, mark: string) => digits + entity(mark))
    .replace(/&#(64|35);/g, (sign) => sign + unseen)
    .replace(/:(?=\/)/g, ':' + unseen)
    .replace(/(gh-|www)(?=[.\d])/gi, (word) => word + unseen)
}

/** As prose in which `…` is code, as our own sentences quote a name; neither part has any other effect. */
export function prose(raw: string, limit = 600): string {
  return clean(raw, limit)
    .split(/(`[^`]+`)/)
    .map((part, index) => (index % 2 === 1 ? spaced(part.slice(1, -1)) : between(part)))
    .join('')
}

/** As code: ids, paths, logins, e-mail addresses. GitHub looks for neither mentions nor references there. */
export function code(raw: string, limit = 200): string {
  const shown = clean(raw, limit)
  if (shown === '') return ''
  // A code span cannot hold a pipe in a table, nor a backtick or backslash without surprises.
  if (!/[`|\\]/.test(shown)) return '`' + shown + '`'
  return `<code>${shown.replace(/[!-/:-@[-`{-~]/g, entity)}</code>`
}

/** One line of plain text: no control character, no invisible or direction-changing one, at most `limit` long. */
export function clean(raw: string, limit = 300): string {
  const line = raw.toWellFormed().replace(/\s+/gu, ' ').replace(unprintable, '\uFFFD').trim()
  const characters = Array.from(line.slice(0, limit * 2 + 2))
  return characters.length <= limit
    ? line
    : characters
        .slice(0, limit - 1)
        .join('')
        .trimEnd() + '…'
}

/** A table; columns whose heading ends in `:` are right-aligned. Cells are Markdown already. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const names = headings.map((heading) => heading.replace(/:$/, ''))
  const rule = headings.map((heading) => (heading.endsWith(':') ? '---:' : '---'))
  return [line(names), line(rule), ...rows.map(line)].join('\n')
}

const spaced = (name: string): string => (name.trim() === '' ? ' ' : code(name, Infinity))

/** `text` trims; between two names the spaces stay. */
const between = (part: string): string => {
  const [, before = '', inner = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(part) ?? []
  return before + text(inner, Infinity) + after
}

const entity = (character: string): string => `&#${character.charCodeAt(0)};`

/** A zero-width space keeps `@all`, `#12` and `https://` from being recognised after Markdown was rendered. */
const unseen = '&#8203;'

/** Controls, format characters (bidi overrides, zero-width, tags, BOM), private use, unassigned; joiners are words' own. */
const unprintable = /(?![\u200C\u200D])[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu
