/**
 * The contents of files by object id, in variables `oid0` and so on. Asked on behalf of a pull request, it also tells
 * where its head and base branch are, so that the last thing read confirms the first.
 */
export function textsQuery(count: number, ofPull: boolean): string {
  const each = (line: (index: number) => string): string =>
    Array.from({ length: count }, (_, index) => line(index)).join('')
  return `query Texts($owner: String!, $repo: String!${ofPull ? ', $number: Int!' : ''}${each(
    (index) => `, $oid${index}: GitObjectID!`,
  )}) {
  repository(owner: $owner, name: $repo) {${ofPull ? `\n    pullRequest(number: $number) { headRefOid baseRef { target { oid } } }` : ''}${each(
    (index) => `\n    text${index}: object(oid: $oid${index}) { ... on Blob { text } }`,
  )}
  }
}`
}

export type TextsAnswer = Readonly<{
  repository:
    | (Readonly<{ pullRequest?: EndsNode | null }> &
        Readonly<Record<`text${number}`, Readonly<{ text?: string | null }> | null | undefined>>)
    | null
}>

export type EndsNode = Readonly<{
  headRefOid: string
  baseRef: Readonly<{ target: Readonly<{ oid: string }> | null }> | null
}>
