import { clean } from '../tenant/markdown.ts'
import type { Notice } from '../tenant/notice.ts'
import type { NoticeEvent } from '../tenant/settings/notifications.ts'

/** What every channel shows of a notice: one line each, free of control characters, and short. Still plain text. */
export type NoticeWords = Readonly<{
  /** `✅ Active: bazaar-retail` */
  heading: string
  says: string
  facts: readonly (readonly [name: string, value: string])[]
  /** Where to look, and what that is called: `acme/estate #7`. */
  link: Readonly<{ href: string; label: string }>
}>

/** `webUrl`: where GitHub's pages are, `https://github.com`. */
export function noticeWords(notice: Notice, webUrl: string): NoticeWords {
  const { event, estate, tenant, number } = notice
  const about = tenant ?? (number === undefined ? estate.repo : `#${number}`)
  const { owner, repo } = estate
  const place = [owner, repo].map(encodeURIComponent).join('/')
  return {
    heading: `${headings[event]}: ${clean(about, 60)}`,
    says: clean(notice.says, 600),
    facts: notice.facts.slice(0, 8).map(([name, value]) => [clean(name, 60), clean(value, 400)]),
    link: {
      // GitHub leads from an issue's address to the pull request of that number.
      href: `${webUrl}/${place}${number === undefined ? '' : `/issues/${number}`}`,
      label: clean(`${owner}/${repo}${number === undefined ? '' : ` #${number}`}`, 150),
    },
  }
}

const headings: Readonly<Record<NoticeEvent, string>> = {
  request: '📨 Proposed',
  'approval-needed': '✋ Approval needed',
  reminder: '⏰ Still waiting',
  escalation: '📣 Nobody answers',
  active: '✅ Active',
  failed: '❌ Failed',
  'rolled-back': '↩️ Rolled back',
  unauthorised: '🚨 Past the gate',
  drift: '🧭 Drift',
  expiry: '⌛ Ends soon',
}
