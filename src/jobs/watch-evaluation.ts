import { alsoAbout } from '../log/about.ts'
import type { ReviewInput } from '../review/input.ts'
import type { Verdict } from '../review/verdict.ts'
import { inSpan } from '../telemetry/trace.ts'
import type { World } from './world.ts'

/** Times an evaluation, and has the log say from now on which commit it is about. */
export const watchEvaluation =
  ({ figures }: Pick<World, 'figures'>) =>
  (input: ReviewInput, evaluate: () => Verdict): Promise<Verdict> => {
    alsoAbout({ sha: input.pull?.headSha })
    return inSpan({ name: 'evaluate' }, (add) => {
      const began = performance.now()
      const verdict = evaluate()
      figures.evaluated((performance.now() - began) / 1000)
      add({ 'landlord.outcome': verdict.outcome, 'landlord.findings': verdict.findings.length })
      return Promise.resolve(verdict)
    })
  }
