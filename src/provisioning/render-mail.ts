import type { Notice } from '../tenant/notice.ts'
import { noticeWords } from './notice-words.ts'

/** The words of an e-mail; whom it goes to is decided elsewhere. The subject is one line. */
export type MailWords = Readonly<{ subject: string; text: string; html: string }>

export function renderMail(notice: Notice, webUrl: string): MailWords {
  const { heading, says, facts, link } = noticeWords(notice, webUrl)
  const lines = facts.map(([name, value]) => `${name}: ${value}`)
  const rows = facts.map(
    ([name, value]) => `<tr><th align="left">${html(name)}</th><td>${html(value)}</td></tr>`,
  )
  return {
    subject: `[Landlord] ${heading}`,
    text: `${[says, lines.join('\n'), `${link.label}: ${link.href}`, why].filter((part) => part !== '').join('\n\n')}\n`,
    html: `<!doctype html>
<html lang="en"><body style="font-family: sans-serif">
<h2>${html(heading)}</h2>
<p>${html(says)}</p>
${rows.length === 0 ? '' : `<table cellpadding="4">\n${rows.join('\n')}\n</table>\n`}<p><a href="${html(link.href)}">${html(link.label)}</a></p>
<p><small>${html(why)}</small></p>
</body></html>
`,
  }
}

const why =
  'You get this because the tenant file names you as its owner, or the settings of the estate name this address.'

/** As text between tags and in quoted attributes. */
const html = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
