import { Marked } from 'marked'
import { escapeHtml, trusted, type Html } from './html.ts'

/**
 * Markdown as people see it on GitHub. HTML in it is shown as text, but for a few tags without any attribute, which
 * can do nothing; links lead to web pages only; images are not loaded.
 */
export function renderMarkdown(text: string): Html {
  return trusted(marked.parse(text.toWellFormed(), { async: false }))
}

const harmless = /<\/?(?:details|summary|sub|sup|br|kbd|b|i|em|strong|code)>|<br ?\/>/g

const marked = new Marked({
  gfm: true,
  renderer: {
    html: ({ text }) => keepHarmless(text.replace(/<!--[\s\S]*?-->/g, '')),
    link({ href, tokens }) {
      const text = this.parser.parseInline(tokens)
      return /^https?:\/\//i.test(href)
        ? `<a href="${escapeHtml(href)}" rel="noreferrer noopener">${text}</a>`
        : text
    },
    image: ({ text, href }) => escapeHtml(`[${text || href}]`),
    table(token) {
      const row = (cells: typeof token.header, tag: 'th' | 'td') =>
        `<tr>${cells
          .map(({ tokens, align }) => {
            const side = align === 'right' ? ' class="right"' : ''
            return `<${tag}${side}>${this.parser.parseInline(tokens)}</${tag}>`
          })
          .join('')}</tr>`
      const body = token.rows.map((cells) => row(cells, 'td')).join('')
      return `<div class="wide"><table><thead>${row(token.header, 'th')}</thead><tbody>${body}</tbody></table></div>`
    },
  },
})

function keepHarmless(text: string): string {
  let kept = ''
  let last = 0
  for (const match of text.matchAll(harmless)) {
    kept += escapeHtml(text.slice(last, match.index)) + match[0]
    last = match.index + match[0].length
  }
  return kept + escapeHtml(text.slice(last))
}
