import { stamp, type GitHub } from '../github.ts'
import { readRefs } from '../git/read.ts'
import type { CheckRun, CheckSuite } from '../memory/check.ts'
import type { Repository } from '../memory/repository.ts'
import { showHookCheckRun } from '../show/check.ts'

/** The suite of an App on a commit; the first check run makes it. */
export async function suiteFor(
  github: GitHub,
  repository: Repository,
  { appId, headSha }: { appId: number; headSha: string },
): Promise<CheckSuite> {
  const branches = await readRefs(repository.folder, 'refs/heads/')
  // Looked for after the last wait: of two first check runs at once only one makes the suite.
  const known = repository.checkSuites
    .values()
    .find((suite) => suite.appId === appId && suite.headSha === headSha)
  return known ?? makeSuite(github, repository, { appId, headSha, branches })
}

export async function newSuite(
  github: GitHub,
  repository: Repository,
  { appId, headSha }: { appId: number; headSha: string },
): Promise<CheckSuite> {
  return makeSuite(github, repository, {
    ...{ appId, headSha },
    branches: await readRefs(repository.folder, 'refs/heads/'),
  })
}

function makeSuite(
  github: GitHub,
  repository: Repository,
  { appId, headSha, branches }: { appId: number; headSha: string; branches: ReadonlyMap<string, string> },
): CheckSuite {
  const head = [...branches].find(([, sha]) => sha === headSha)?.[0]
  const at = stamp(github)
  const suite: CheckSuite = {
    id: github.nextId(),
    appId,
    headSha,
    headBranch: head?.slice('refs/heads/'.length) ?? null,
    createdAt: at,
    updatedAt: at,
  }
  repository.checkSuites.set(suite.id, suite)
  return suite
}

export function announceCheckRun(
  github: GitHub,
  repository: Repository,
  about: Readonly<{ run: CheckRun; action: 'created' | 'completed' | 'rerequested'; sender: string }>,
): void {
  const { run, action, sender } = about
  github.announce({
    event: 'check_run',
    action,
    repository,
    sender,
    payload: { action, check_run: showHookCheckRun(github, repository, run) },
    // A re-request goes to the App that made the check run, and to no other.
    ...(action === 'rerequested' && { onlyApp: run.appId }),
  })
}
