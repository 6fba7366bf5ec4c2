import { deliverNotice, type Tell } from '../flows/notify.ts'
import { loadDefaultBranch } from '../github/dispatch-run.ts'
import { loadFileAt } from '../github/load/load-file-at.ts'
import { enqueue } from './job.ts'
import type { Notice } from '../tenant/notice.ts'
import { ownerIn } from '../tenant/owner-in.ts'
import { parseSettings, settingsPath } from '../tenant/settings/file.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'
import type { World } from './world.ts'

/** Keeps what people are to be told, and has it delivered soon. */
export const tell =
  ({ registry, queue }: Pick<World, 'registry' | 'queue'>, delivery: string): Tell =>
  async (notices) => {
    for (const notice of await registry.saveNotices(notices))
      await enqueue(queue, { do: 'notify', notice }, delivery)
  }

/** Has those delivered that failed before, or were kept when the process ended. */
export async function notifyDue({ registry, queue }: World): Promise<void> {
  for (const notice of await registry.claimNotices(100, 300))
    await enqueue(queue, { do: 'notify', notice }, 'reconcile')
}

export async function performNotify(id: number, delivery: string, world: World): Promise<void> {
  const { registry, log, channels, webUrl } = world
  const outcome = await deliverNotice(id, {
    notice: registry.notice,
    loadSettings: (estate) =>
      world.memory.notifications.recall(`${estate.owner}/${estate.repo}`, async () => {
        const file = await loadFrom(estate, { path: settingsPath }, world)
        return parseSettings(file).settings?.notifications
      }),
    loadOwner: async (estate, file) => ownerIn(await loadFrom(estate, file, world)),
    slack: channels.slack,
    mail: channels.mail,
    saveSettled: registry.saveSettled,
    saveDone: registry.saveDone,
    saveTry: registry.saveTry,
    failed: ({ notice: { key }, tries }, what, error, last) => {
      const fields = { notice: id, key, what, tries: tries + 1, delivery, err: error }
      if (last) log.error(fields, 'a notice was given up')
      else log.warn(fields, 'a notice could not be delivered yet')
    },
    webUrl,
    now: () => new Date(),
  })
  log.info({ notice: id, delivery, outcome }, 'notice delivered')
}

async function loadFrom(estate: EstateRef, { path, sha }: NonNullable<Notice['file']>, world: World) {
  const github = await world.github.as(estate.installation)
  return loadFileAt(github, estate, { path, ref: sha ?? (await loadDefaultBranch(github, estate)) })
}
