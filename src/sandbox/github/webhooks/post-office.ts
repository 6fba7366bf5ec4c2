import { setTimeout as pause } from 'node:timers/promises'
import type { GitHub } from '../github.ts'
import { accountOf } from '../memory/memory.ts'
import type { App, Delivery, Installation } from '../memory/app.ts'
import { showLogin, showOrganization } from '../show/account.ts'
import { nodeId } from '../show/links.ts'
import { showRepository } from '../show/repository.ts'
import type { Fate, Weather } from '../weather.ts'
import { deliver, newGuid, type Parcel } from './deliver.ts'
import type { Notice } from './notice.ts'

/** What happens to the next webhook of that event, for tests of lost, doubled and late ones. */
export type Mishap = Fate & Readonly<{ event: string }>

export type PostOffice = Readonly<{
  announce: (github: GitHub, notice: Notice) => void
  redeliver: (github: GitHub, app: App, delivery: Delivery) => void
  /** The next webhook of that event (`*` = any) meets this fate. */
  mishaps: Mishap[]
  /** Until nothing is on its way any more. */
  settled: () => Promise<void>
}>

/** Sends events to Apps, in order for each of them. `weather`: decides of those that no mishap waits for. */
export function newPostOffice(weather?: Weather['webhook']): PostOffice {
  const queues = new Map<number, Promise<unknown>>()
  const overtaken = new Set<Promise<unknown>>()
  const mishaps: Mishap[] = []
  const enqueue = (github: GitHub, app: App, parcel: Parcel) => {
    const fate: Fate | undefined = take(mishaps, parcel.event) ?? weather?.(parcel)
    if (fate?.fate === 'drop') return
    const send = async () => {
      if (fate !== undefined && 'ms' in fate) await pause(fate.ms)
      await deliver(github, app, parcel)
      if (fate?.fate === 'duplicate') await deliver(github, app, parcel)
    }
    if (fate?.fate === 'overtaken') {
      const alone = send().finally(() => overtaken.delete(alone))
      overtaken.add(alone)
    } else queues.set(app.id, (queues.get(app.id) ?? Promise.resolve()).then(send))
  }
  return {
    mishaps,
    announce: (github, notice) => {
      for (const [app, installation] of listeners(github, notice)) {
        enqueue(github, app, wrap(github, notice, installation))
      }
    },
    redeliver: (github, app, delivery) => {
      const { guid, event, action, installationId, repositoryId, request } = delivery
      const again = { guid, event, action, installationId, repositoryId, redelivery: true }
      enqueue(github, app, { ...again, payload: request.payload })
    },
    settled: async () => {
      let seen: Promise<unknown>[] = []
      do {
        seen = [...queues.values(), ...overtaken]
        await Promise.all(seen)
      } while ([...queues.values(), ...overtaken].some((queue) => !seen.includes(queue)))
    },
  }
}

function take(mishaps: Mishap[], event: string): Mishap | undefined {
  const at = mishaps.findIndex((mishap) => mishap.event === event || mishap.event === '*')
  return at < 0 ? undefined : mishaps.splice(at, 1)[0]
}

/** Installations reach every App, asked for or not; other events only who subscribed. */
const always = new Set(['installation', 'installation_repositories'])

function listeners(github: GitHub, notice: Notice): [App, Installation][] {
  return [...github.memory.installations.values()].flatMap((installation): [App, Installation][] => {
    const app = github.memory.apps.get(installation.appId)
    if (!app?.webhookUrl) return []
    if (notice.onlyApp !== undefined && notice.onlyApp !== app.id) return []
    const wants = always.has(notice.event) || app.events.includes(notice.event)
    return wants && isWithin(notice.repository, installation) ? [[app, installation]] : []
  })
}

const isWithin = (place: Notice['repository'], { account, repositoryIds }: Installation): boolean =>
  typeof place === 'string' ? account === place : repositoryIds.has(place.id)

function wrap(github: GitHub, notice: Notice, installation: Installation): Parcel {
  const repository = typeof notice.repository === 'string' ? undefined : notice.repository
  const owner = accountOf(github.memory, repository?.owner ?? installation.account)
  const about = always.has(notice.event)
    ? {}
    : {
        ...(repository && { repository: showRepository(github, repository) }),
        installation: { id: installation.id, node_id: nodeId('Installation', installation.id) },
        ...(owner.type === 'Organization' && { organization: showOrganization(github, owner) }),
      }
  // The payload is frozen as it is now: what happens before it is sent must not show in it.
  const payload = structuredClone({ ...about, sender: showLogin(github, notice.sender), ...notice.payload })
  return {
    guid: newGuid(),
    event: notice.event,
    action: notice.action ?? null,
    installationId: installation.id,
    repositoryId: always.has(notice.event) ? null : (repository?.id ?? null),
    payload,
    redelivery: false,
  }
}
