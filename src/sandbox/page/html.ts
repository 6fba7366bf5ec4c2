/** A piece of HTML that is safe to put into a page as it is. */
export type Html = Readonly<{ html: string }>

type Value = Html | string | number | undefined | false | null | readonly Value[]

/** Builds HTML from a template; every value is escaped, unless it is HTML already. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return { html: parts.reduce((all, part, at) => all + (at === 0 ? '' : toHtml(values[at - 1])) + part, '') }
}

/** HTML that its maker vouches for. */
export function trusted(text: string): Html {
  return { html: text }
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`)
}

function toHtml(value: Value): string {
  if (value === undefined || value === null || value === false) return ''
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value))
  return 'html' in value ? value.html : value.map(toHtml).join('')
}
