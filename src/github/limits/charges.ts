/** What a request costs of one of GitHub's limits: at most `most` in any `seconds` seconds. */
export type Charge = Readonly<{ bucket: string; cost: number; most: number; seconds: number }>

export type Asked = Readonly<{
  method: string
  url: string
  /** Of GraphQL: the document. */
  query?: unknown
}>

/** What there is not room for at once: an end goes first, then what is under way, then what is merely kind. */
export type Urgency = 'end' | 'progress' | 'courtesy'

/** GitHub counts what arrives, and a request may arrive up to a second later after it was paid for than the next one. */
const minute = 61

/** So much of the limits for content is kept free for what is more urgent, whichever process wants to say it. */
const share: Readonly<Record<Urgency, number>> = { end: 1, progress: 0.9, courtesy: 0.6 }

/**
 * What one request costs. docs.github.com, "Rate limits for the REST API", on secondary limits: 900 points a minute and
 * endpoint (a read is one, a write five), 2 000 for GraphQL; 80 content-creating requests a minute and 500 an hour.
 * GitHub for enterprises of one's own has them switched off unless its owner wants them: `times` says how many times
 * as much it allows.
 */
export function chargesOf(
  asked: Asked,
  { urgency = 'end', times = 1 }: Readonly<{ urgency?: Urgency; times?: number }> = {},
): readonly Charge[] {
  const cost = isRead(asked) ? 1 : 5
  const points = isGraph(asked)
    ? { bucket: 'points graphql', cost, most: 2000 * times, seconds: minute }
    : { bucket: `points ${asked.method} ${asked.url}`, cost, most: 900 * times, seconds: minute }
  if (piecesOf(asked) === 0) return [points]
  const content = [contentAMinute, contentAnHour].map((charge) => ({
    ...charge,
    cost: piecesOf(asked),
    most: Math.floor(charge.most * share[urgency] * times),
  }))
  return [...content, points]
}

/** What changes nothing. */
export const isRead = (asked: Asked): boolean =>
  asked.method === 'GET' ||
  asked.method === 'HEAD' ||
  (isGraph(asked) && !/^\s*mutation\b/.test(documentOf(asked)))

/** GitHub for enterprises has it at an address of its own. */
const isGraph = ({ url }: Asked): boolean => /(^|\/)graphql$/.test(url)

const documentOf = ({ query }: Asked): string => (typeof query === 'string' ? query : '')

/**
 * GitHub marks the requests that notify somebody in its OpenAPI description (`x-github.triggersNotification`): those
 * create content. The edit of a comment is not among them and is counted all the same. Check runs, reactions, git
 * objects and dispatches of a workflow are not content. A mutation that says two things is counted as two.
 */
function piecesOf(asked: Asked): number {
  if (isRead(asked)) return 0
  if (isGraph(asked)) return documentOf(asked).match(says)?.length ?? 0
  return content.test(asked.url) ? 1 : 0
}

const says = /\b(addComment|updateIssueComment|requestReviews)\(/g

const content =
  /\/(issues|issues\/[^/]+\/comments|issues\/comments\/[^/]+|pulls|pulls\/[^/]+\/(comments|merge|requested_reviewers|reviews)|releases)$/

export const contentAMinute: Charge = { bucket: 'content a minute', cost: 1, most: 80, seconds: minute }
const contentAnHour: Charge = { bucket: 'content an hour', cost: 1, most: 500, seconds: 60 * minute }
