import type { GitHub } from '../github.ts'
import { moveRef, type Move } from '../git/write.ts'
import type { Repository } from '../memory/repository.ts'
import { afterPush } from './after-push.ts'

/** Runs one write after the other, so that nobody sees a ref half moved. Do not nest. */
export async function inTurn<T>(repository: Repository, write: () => Promise<T>): Promise<T> {
  const before = repository.turn
  const mine = before.then(write, write)
  repository.turn = mine.catch(() => undefined)
  return mine
}

/** Moves one ref and does all that follows; only inside `inTurn`. */
export async function push(
  github: GitHub,
  repository: Repository,
  { move, pusher }: { move: Move; pusher: string },
): Promise<void> {
  await moveRef(repository.folder, move)
  await afterPush(github, repository, { moves: [move], pusher })
}
