import type { PullRef } from '../../review/input.ts'
import { checkName } from '../../review/comment/check-run.ts'
import { askGraph } from '../graph.ts'
import type { Memory } from '../memory.ts'
import type { GitHub } from '../octokit.ts'
import { parseSnapshot, type Snapshot } from './snapshot.ts'
import { snapshotQuery, type SnapshotAnswer } from './snapshot-query.ts'

/** Everything about a pull request in one call; undefined where only the REST API can tell. */
export async function loadSnapshot(
  github: GitHub,
  { estate: { owner, repo }, number }: PullRef,
  memory: Pick<Memory, 'asked' | 'quiet'>,
): Promise<Snapshot | undefined> {
  const teams = memory.asked.of(`${owner}/${repo}`)
  const named = teams.map((name, index) => {
    const [org = '', slug = ''] = name.split('/')
    return { [`org${index}`]: org, [`slug${index}`]: slug }
  })
  const answer = await askGraph<SnapshotAnswer>(github, snapshotQuery(teams.length), {
    variables: Object.assign({ owner, repo, number, check: checkName }, ...named) as Record<string, unknown>,
    quiet: memory.quiet,
  })
  return answer && parseSnapshot(answer.data, { number, teams, failed: answer.failed })
}
