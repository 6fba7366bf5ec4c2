import type { WrittenComment } from '../flows/answer-command.ts'
import { breakGlass } from '../flows/break-glass.ts'
import { isMember } from '../github/load/is-member.ts'
import { loadRules, loadTip } from '../github/load/load-main.ts'
import { publishComment } from '../github/publish/publish-comment.ts'
import { closeRevert } from '../github/publish/revert.ts'
import { wake } from './job.ts'
import { parseSettings, settingsPath } from '../tenant/settings/file.ts'
import type { World } from './world.ts'

type Within = Readonly<{ delivery: string; world: World }>

export async function performBreakGlass(
  comment: WrittenComment,
  reason: string,
  { delivery, world }: Within,
): Promise<void> {
  const { registry, queue, log, memory } = world
  const { installation } = comment.pull.estate
  const [github, app] = await Promise.all([world.github.as(installation), world.github.app()])
  const done = await breakGlass(comment, reason, {
    loadSettings: async (estate) => {
      const sha = await loadTip(github, estate)
      const rules = await loadRules(github, estate, { sha, cache: memory.blobs })
      return parseSettings(rules.find(({ path }) => path === settingsPath)).settings
    },
    isMember: (estate, team, login) => isMember(github, estate, { team, login }),
    operationsOf: registry.operationsOf,
    operationsOfTenant: registry.operationsOfTenant,
    saveBreakGlass: registry.saveBreakGlass,
    wake: wake(queue, delivery),
    answer: (ref, said) => publishComment(github, ref, { comment: said, app }),
    closeRevert: (estate, pull, says) => closeRevert(github, estate, { pull, says }),
    now: () => new Date(),
  })
  for (const { id, tenant } of done)
    log.error({ operation: id, tenant, by: comment.author.login, reason, delivery }, 'glass broken')
}
