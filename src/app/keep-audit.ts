import { anchorAudit, judgeAudit } from '../flows/anchor-audit.ts'
import { publishAnchor } from '../github/publish/publish-anchor.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'
import type { World } from '../jobs/world.ts'

/** One estate whose anchor cannot be published must not keep the others from theirs. */
export async function anchor(
  estate: EstateRef,
  { registry, github, log, figures, auditKey }: World,
): Promise<void> {
  try {
    const signed = await anchorAudit(estate, {
      auditSize: registry.auditSize,
      auditEntries: registry.auditEntries,
      auditCheckpoints: registry.auditCheckpoints,
      saveCheckpoint: registry.saveCheckpoint,
      publish: async (of, checkpoint) => publishAnchor(await github.as(of.installation), of, checkpoint),
      key: auditKey,
      now: () => new Date(),
    })
    if (signed === undefined) return
    figures.chainJudged(`${estate.owner}/${estate.repo}`, !('says' in signed))
    if ('says' in signed) log.error({ estate, flaw: signed }, 'the audit chain is broken, and is not signed')
    else log.info({ estate, size: signed.size, root: signed.root }, 'audit chain anchored')
  } catch (error) {
    log.warn({ err: error, estate }, 'the audit chain could not be anchored')
  }
}

/** A chain that nothing is added to is looked at too: whoever changes one does not announce it. */
export async function judgeChain(
  estate: EstateRef,
  { registry, figures, log }: Pick<World, 'registry' | 'figures' | 'log'>,
): Promise<void> {
  const flaw = await judgeAudit(estate, registry)
  figures.chainJudged(`${estate.owner}/${estate.repo}`, flaw === undefined)
  if (flaw !== undefined) log.error({ estate, flaw }, 'the audit chain is broken')
}
