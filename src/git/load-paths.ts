import { openRepository } from './repository.ts'

/** Every file of a clone that git has or would take, as it lies there; undefined where there is no git. */
export async function loadPaths(dir: string): Promise<readonly string[] | undefined> {
  const repository = await openRepository(dir).catch(() => undefined)
  if (repository === undefined) return undefined
  const options = ['--cached', '--others', '--exclude-standard', '--deduplicate', '-z']
  const listed = await repository.git.raw(['ls-files', ...options])
  return listed.split('\0').filter((path) => path !== '')
}
