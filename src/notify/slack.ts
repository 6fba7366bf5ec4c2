import type { SlackMessage } from '../provisioning/render-slack.ts'

/** Posts to a Slack channel's incoming webhook, whose address is a secret: no error names it. */
export const slackChannel =
  (webhookUrl: string) =>
  async (message: SlackMessage): Promise<void> => {
    const response = await fetch(webhookUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(message),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    })
    if (response.ok) {
      await response.body?.cancel()
      return
    }
    // `no_service`, `channel_is_archived`, `invalid_blocks`: one word that says what to mend.
    const said = (await response.text()).slice(0, 100).replaceAll(/[^\w .-]/g, ' ')
    throw new Error(`Slack answered ${response.status}: ${said}`)
  }

const timeoutMs = 10_000
