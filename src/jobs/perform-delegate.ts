import type { WrittenComment } from '../flows/answer-command.ts'
import { delegate } from '../flows/delegate.ts'
import { loadDefaultBranch } from '../github/dispatch-run.ts'
import { loadFileAt } from '../github/load/load-file-at.ts'
import type { GitHub } from '../github/octokit.ts'
import { loadOwnPulls } from '../github/load/open-pulls.ts'
import { proposeFile } from '../github/publish/propose-file.ts'
import { publishComment } from '../github/publish/publish-comment.ts'
import type { PullRef, ReviewInput } from '../review/input.ts'
import type { World } from './world.ts'

type Within = Readonly<{ world: World; load: (ref: PullRef, github: GitHub) => Promise<ReviewInput> }>

export async function performDelegate(
  comment: WrittenComment,
  wish: Parameters<typeof delegate>[1],
  { world, load }: Within,
): Promise<void> {
  const github = await world.github.as(comment.pull.estate.installation)
  const app = await world.github.app()
  await delegate(comment, wish, {
    load: (ref) => load(ref, github),
    loadFile: async (of, path) => loadFileAt(github, of, { path, ref: await loadDefaultBranch(github, of) }),
    ownPulls: (of) => loadOwnPulls(github, of),
    open: async (of, { file, text, words }) =>
      proposeFile(github, of, {
        base: await loadDefaultBranch(github, of),
        entry: { path: file, mode: '100644', type: 'blob', content: text },
        words,
      }),
    answer: (ref, said) => publishComment(github, ref, { comment: said, app }),
    now: () => new Date(),
  })
}
