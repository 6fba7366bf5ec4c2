import type { Octokit } from '@octokit/rest'

/** All that is asked of an Octokit, so that Probot's, @octokit/rest's and any other fits. */
export type GitHub = Pick<Octokit, 'request' | 'graphql'>

/** The App as GitHub knows it: its check runs carry the slug, its comments are written by `<slug>[bot]`. */
export type AppIdentity = Readonly<{ slug: string }>

/** Every item of a paginated answer. `load` asks for one page (1-based); the Link header says whether more follow. */
export async function everyItem<Item>(
  load: (
    page: number,
  ) => Promise<Readonly<{ data: readonly Item[]; headers: { link?: string | undefined } }>>,
): Promise<readonly Item[]> {
  const items: Item[] = []
  for (let page = 1; ; page += 1) {
    const { data, headers } = await load(page)
    items.push(...data)
    if (headers.link?.includes('rel="next"') !== true) return items
  }
}

/** At most `width` at a time; answers in the order of the items. The first failure ends it. */
export async function inParallel<Item, Answer>(
  items: readonly Item[],
  width: number,
  ask: (item: Item) => Promise<Answer>,
): Promise<readonly Answer[]> {
  const queue = items.entries()
  const answers = new Map<number, Answer>()
  await Promise.all(
    Array.from({ length: Math.min(width, items.length) }, async () => {
      for (const [index, item] of queue) answers.set(index, await ask(item))
    }),
  )
  return items.flatMap((_, index) => {
    const answer = answers.get(index)
    return answer === undefined ? [] : [answer]
  })
}
