import type { Notice } from '../tenant/notice.ts'
import { noticeWords } from './notice-words.ts'

/** What Slack's incoming webhooks take: Block Kit, and the text of the notification. */
export type SlackMessage = Readonly<{
  text: string
  blocks: readonly object[]
  unfurl_links: false
  unfurl_media: false
}>

/**
 * All that comes from outside stands in `plain_text`, where Slack knows neither mentions nor links nor formatting; the
 * one link is ours.
 */
export function renderSlack(notice: Notice, webUrl: string): SlackMessage {
  const { heading, says, facts, link } = noticeWords(notice, webUrl)
  const fields = facts.map(([name, value]) => plain(`${name}: ${value}`))
  return {
    text: escaped(`${heading}. ${says}`),
    blocks: [
      { type: 'header', text: plain(heading) },
      { type: 'section', text: plain(says), ...(fields.length > 0 && { fields }) },
      { type: 'context', elements: [{ type: 'mrkdwn', text: `<${link.href}|${escaped(link.label)}>` }] },
    ],
    unfurl_links: false,
    unfurl_media: false,
  }
}

/** Slack refuses a text of no characters. */
const plain = (text: string) => ({ type: 'plain_text', text: text === '' ? '…' : text, emoji: false })

/** Slack's own three: without them no mention (`<!channel>`) and no link can come about. */
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
