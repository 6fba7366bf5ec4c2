import { renderMail, type MailWords } from '../provisioning/render-mail.ts'
import { renderSlack, type SlackMessage } from '../provisioning/render-slack.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'
import type { Notice } from '../tenant/notice.ts'
import {
  resolveNotifications,
  type Audience,
  type NotificationSettings,
} from '../tenant/settings/notifications.ts'

/**
 * Has people told, as the settings of the estate say. Cheap, and safe to call again: what was told under its key is
 * left out. Delivery comes later and is nobody's business here; a channel that fails fails no operation.
 */
export type Tell = (notices: readonly Notice[]) => Promise<void>

/** A notice as the registry keeps it. */
export type KeptNotice = Readonly<{
  id: number
  notice: Notice
  /** Who has it, or will never have it. */
  settled: readonly Audience[]
  /** Deliveries that left somebody out. */
  tries: number
}>

export type NotifyIO = Readonly<{
  /** Undefined: it is settled, or was never kept. */
  notice: (id: number) => Promise<KeptNotice | undefined>
  /** As they stand on the default branch; undefined: they are broken, and the defaults hold. */
  loadSettings: (estate: EstateRef) => Promise<NotificationSettings | undefined>
  /** The owner's address, as the tenant file has it. */
  loadOwner: (estate: EstateRef, file: NonNullable<Notice['file']>) => Promise<string | undefined>
  /** The channels of this process; undefined: it has none of that kind. */
  slack: ((message: SlackMessage) => Promise<void>) | undefined
  mail: ((mail: Mail) => Promise<void>) | undefined
  saveSettled: (id: number, audience: Audience) => Promise<void>
  /** All are settled, or no more is tried. */
  saveDone: (id: number) => Promise<void>
  saveTry: (id: number, nextTry: Date) => Promise<void>
  failed: (kept: KeptNotice, what: Audience | 'settings', error: unknown, last: boolean) => void
  webUrl: string
  now: () => Date
}>

/** `id` is the same for every try, so that a reader's mailbox shows one that was sent twice only once. */
type Mail = MailWords & Readonly<{ id: string; to: readonly string[] }>

/** A notice is tried for about four hours: after 1, 2, 4 … 64 and 128 minutes. */
const maxTries = 9

/**
 * Delivers one notice to everyone who has not got it. Never throws for a channel: what failed is tried again later,
 * and no more after the ninth time.
 */
export async function deliverNotice(id: number, io: NotifyIO): Promise<'done' | 'later' | 'given up'> {
  const kept = await io.notice(id)
  if (kept === undefined) return 'done'
  if (io.slack === undefined && io.mail === undefined) {
    // Nobody can be told, so nothing is asked of GitHub for it.
    await io.saveDone(id)
    return 'done'
  }
  const last = kept.tries + 1 >= maxTries
  const failed: (Audience | 'settings')[] = []
  const attempt = async (what: Audience | 'settings', work: () => Promise<void>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      failed.push(what)
      io.failed(kept, what, error, last)
    }
  }
  await attempt('settings', async () => {
    const settings = (await io.loadSettings(kept.notice.estate)) ?? resolveNotifications({})
    for (const audience of settings.events[kept.notice.event].filter((one) => !kept.settled.includes(one)))
      await attempt(audience, async () => {
        await send(audience, { kept, settings, io })
        await io.saveSettled(id, audience)
      })
  })
  if (failed.length === 0 || last) {
    await io.saveDone(id)
    return failed.length === 0 ? 'done' : 'given up'
  }
  await io.saveTry(id, new Date(io.now().getTime() + 2 ** kept.tries * 60_000))
  return 'later'
}

type Sending = Readonly<{ kept: KeptNotice; settings: NotificationSettings; io: NotifyIO }>

/** Nobody to tell is nothing to fail at. */
async function send(audience: Audience, { kept, settings, io }: Sending): Promise<void> {
  const { notice, id } = kept
  if (audience === 'slack') {
    await io.slack?.(renderSlack(notice, io.webUrl))
    return
  }
  if (io.mail === undefined) return
  const to = audience === 'platform' ? settings.platform : await ownerOf(notice, { settings, io })
  if (to.length > 0) await io.mail({ ...renderMail(notice, io.webUrl), id: `notice-${id}-${audience}`, to })
}

/** Anybody may write any address into a tenant file, so only those of the estate's own domains are written to. */
async function ownerOf(
  { estate, file }: Notice,
  { settings, io }: Pick<Sending, 'settings' | 'io'>,
): Promise<readonly string[]> {
  if (file === undefined || settings.ownerDomains.length === 0) return []
  const owner = await io.loadOwner(estate, file)
  const domain = /^[A-Za-z0-9._%+-]{1,64}@([A-Za-z0-9.-]{1,255})$/.exec(owner ?? '')?.[1]?.toLowerCase()
  return owner !== undefined && domain !== undefined && settings.ownerDomains.includes(domain) ? [owner] : []
}
