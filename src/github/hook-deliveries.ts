import type { GitHub } from './octokit.ts'
import { asking } from './limits/refusal.ts'

/** One attempt to deliver an event to the App. */
type Attempt = Readonly<{ id: number; guid: string; deliveredAt: string; succeeded: boolean }>

/** 5 000 attempts: what is older is found by looking at the repositories. */
const mostPages = 50

/** What GitHub sent the App since then, newest first. Only the App itself may ask, not an installation. */
export async function loadAttemptsSince(github: GitHub, since: Date): Promise<readonly Attempt[]> {
  const attempts: Attempt[] = []
  let cursor: string | undefined
  for (let page = 0; page < mostPages; page += 1) {
    const { data, headers } = await asking('list its webhook deliveries', () =>
      github.request('GET /app/hook/deliveries', { per_page: 100, ...(cursor !== undefined && { cursor }) }),
    )
    for (const { id, guid, delivered_at: deliveredAt, status_code: status } of data)
      attempts.push({ id: Number(id), guid, deliveredAt, succeeded: status >= 200 && status < 400 })
    cursor = /[?&]cursor=([^&>]+)[^>]*>;\s*rel="next"/.exec(headers.link ?? '')?.[1]
    const oldest = attempts.at(-1)
    if (cursor === undefined || oldest === undefined || Date.parse(oldest.deliveredAt) < since.getTime())
      break
  }
  return attempts.filter(({ deliveredAt }) => Date.parse(deliveredAt) >= since.getTime())
}

export async function redeliver(github: GitHub, id: number): Promise<void> {
  await asking('ask for a webhook once more', () =>
    github.request('POST /app/hook/deliveries/{delivery_id}/attempts', { delivery_id: id }),
  )
}
