import { lexer, type Token, type Tokens } from 'marked'
import pc from 'picocolors'
import stringWidth from 'string-width'
import wrapAnsi from 'wrap-ansi'

/** A bot's comment as a person reads it in a terminal: tables aligned, collapsed details as one line, no HTML. */
export function renderTerminal(markdown: string, width = 100): string {
  return lexer(collapseDetails(markdown))
    .map((token) => block(token, width))
    .filter((text) => text !== '')
    .join('\n\n')
}

/** GitHub folds these away; so do we, keeping the summary. */
function collapseDetails(markdown: string): string {
  return markdown
    .replaceAll(/<!--[\s\S]*?-->/g, '')
    .replaceAll(/<details[^>]*>\s*<summary>([\s\S]*?)<\/summary>[\s\S]*?<\/details>/g, '\n▸ $1\n')
}

function block(token: Token, width: number): string {
  switch (token.type) {
    case 'heading':
      return pc.bold(inline(token))
    case 'table':
      return table(token as Tokens.Table, width)
    case 'list':
      return (token as Tokens.List).items
        .map((item) => wrap(`• ${inline(item).trim()}`, width, '  '))
        .join('\n')
    case 'code':
      return (token as Tokens.Code).text.replaceAll(/^/gm, '    ')
    case 'blockquote':
      return wrap(inline(token), width - 2, '').replaceAll(/^/gm, '▏ ')
    case 'space':
    case 'html':
      return ''
    case 'hr':
      return pc.dim('─'.repeat(Math.min(width, 40)))
    default:
      return wrap(inline(token), width, '')
  }
}

/** Words only: emphasis stays emphasis, links become their text, tags go. */
function inline(token: Token): string {
  const parts = (token as Tokens.Generic).tokens
  if (parts === undefined) return unescape('text' in token ? String(token.text) : token.raw)
  return parts.map(inlinePart).join('')
}

function inlinePart(token: Token): string {
  switch (token.type) {
    case 'strong':
      return pc.bold(inline(token))
    case 'codespan':
      return pc.cyan(unescape((token as Tokens.Codespan).text))
    case 'html':
      return /^<br/i.test(token.raw) ? ' ' : ''
    case 'br':
      return '\n'
    default:
      return inline(token)
  }
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
  '#x27': "'",
}
const unescape = (text: string): string =>
  text
    .replaceAll(/&(amp|lt|gt|quot|#39|#x27);/g, (_, name: string) => entities[name] ?? '')
    .replaceAll(/&#(\d{1,6});/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('\u200b', '')

function table(token: Tokens.Table, width: number): string {
  const rows = [token.header, ...token.rows].map((row) => row.map((cell) => inline(cell as unknown as Token)))
  const widths = columnWidths(rows, width)
  const lines = rows.map((row, index) => {
    const text = tableRow(row, widths)
    return index === 0 ? text.replaceAll(/^.*$/gm, (line) => pc.bold(line)) : text
  })
  return [lines[0], pc.dim(widths.map((size) => '─'.repeat(size)).join('  ')), ...lines.slice(1)].join('\n')
}

/** As wide as its words want, the widest column giving way until the row fits. */
function columnWidths(rows: readonly (readonly string[])[], width: number): readonly number[] {
  const columns = rows[0]?.length ?? 0
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => stringWidth(row[column] ?? ''))),
  )
  const excess = widths.reduce((sum, each) => sum + each + 2, -2) - width
  const widest = widths.indexOf(Math.max(...widths))
  return widths.map((each, column) => (column === widest && excess > 0 ? Math.max(12, each - excess) : each))
}

function tableRow(cells: readonly string[], widths: readonly number[]): string {
  const wrapped = cells.map((cell, column) => wrap(cell, widths[column] ?? 12, '').split('\n'))
  const height = Math.max(...wrapped.map((lines) => lines.length))
  return Array.from({ length: height }, (_, line) =>
    wrapped
      .map((lines, column) => pad(lines[line] ?? '', widths[column] ?? 12))
      .join('  ')
      .trimEnd(),
  ).join('\n')
}

const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - stringWidth(text)))

/** Later lines of a list item are indented below its bullet. */
const wrap = (text: string, width: number, indent: string): string =>
  wrapAnsi(text, width - indent.length, { trim: true }).replaceAll('\n', `\n${indent}`)
