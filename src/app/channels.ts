import type { NotifyConfig } from '../config/notify-config.ts'
import { mailChannel } from '../notify/mail.ts'
import { slackChannel } from '../notify/slack.ts'
import type { World } from '../jobs/world.ts'

/** The channels that are configured. */
export const channelsOf = ({ slackWebhookUrl, mail }: NotifyConfig): World['channels'] => ({
  slack: slackWebhookUrl === undefined ? undefined : slackChannel(slackWebhookUrl),
  mail: mail === undefined ? undefined : mailChannel(mail),
})
