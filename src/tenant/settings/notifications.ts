/** What people can be told of, in the order of a tenant's life. */
export const noticeEvents = [
  'request',
  'approval-needed',
  'reminder',
  'escalation',
  'active',
  'failed',
  'rolled-back',
  'unauthorised',
  'drift',
  'expiry',
] as const
export type NoticeEvent = (typeof noticeEvents)[number]

/** The Slack channel, the owner that the tenant file names, those who run the platform; the latter two by e-mail. */
const audiences = ['slack', 'owner', 'platform'] as const
export type Audience = (typeof audiences)[number]

/** Who hears of what. Where Slack and the mail server are is the environment's business, since that holds secrets. */
export type NotificationSettings = Readonly<{
  events: Readonly<Record<NoticeEvent, readonly Audience[]>>
  /** E-mail addresses of those who run the platform. */
  platform: readonly string[]
  /** Owners get e-mail at addresses of these domains only: anybody may write any address into a tenant file. */
  ownerDomains: readonly string[]
}>

export type DeclaredNotifications = Readonly<{
  events?: Readonly<Partial<Record<NoticeEvent, readonly Audience[]>>>
  platform?: readonly string[]
  ownerDomains?: readonly string[]
}>

export const resolveNotifications = ({
  events = {},
  platform = [],
  ownerDomains = [],
}: DeclaredNotifications): NotificationSettings => ({
  events: { ...presets, ...events },
  platform,
  ownerDomains: ownerDomains.map((domain) => domain.toLowerCase()),
})

/** Whom an event concerns. Who is asked to approve is told by GitHub itself, which knows their addresses. */
const presets: NotificationSettings['events'] = {
  request: audiences,
  'approval-needed': audiences,
  reminder: ['slack'],
  escalation: ['slack', 'platform'],
  active: audiences,
  failed: audiences,
  'rolled-back': audiences,
  unauthorised: audiences,
  drift: ['slack', 'platform'],
  expiry: audiences,
}
