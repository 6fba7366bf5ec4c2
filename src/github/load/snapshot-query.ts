/**
 * All that a review wants to know of a pull request, in one question: what it is, who wrote it, what was said of it,
 * what the App said itself, who was asked, who is in the teams and who may write. Lists end at a hundred; what is longer is asked page
 * by page of the REST API. Teams stand in variables `org0`, `slug0` and so on.
 */
export function snapshotQuery(teams: number): string {
  const each = (line: (index: number) => string): string =>
    Array.from({ length: teams }, (_, index) => line(index)).join('')
  return `query Snapshot($owner: String!, $repo: String!, $number: Int!, $check: String!${each(
    (index) => `, $org${index}: String!, $slug${index}: String!`,
  )}) {
  repository(owner: $owner, name: $repo) {
    id
    pullRequest(number: $number) {
      id
      title
      author { ...who }
      isDraft
      merged
      isCrossRepository
      headRepository { id }
      headRefOid
      baseRefOid
      baseRefName
      baseRef { target { oid } }
      commits(first: 100) {
        totalCount
        nodes { commit {
          oid
          message
          committedDate
          author { email user { login } }
          committer { email user { login } }
          parents(first: 10) { totalCount nodes { oid } }
        } }
      }
      tip: commits(last: 1) {
        nodes { commit {
          oid
          checkSuites(first: 10, filterBy: { checkName: $check }) {
            totalCount
            nodes { app { slug } checkRuns(first: 1, filterBy: { checkName: $check, checkType: LATEST }) {
              totalCount
              nodes { id externalId status annotations(first: 1) { totalCount } }
            } }
          }
        } }
      }
      reviews(first: 100) {
        totalCount
        nodes { author { ...who } state submittedAt commit { oid } }
      }
      comments(first: 100) {
        totalCount
        nodes { id body author { ...who } }
      }
      reviewRequests(first: 100) {
        totalCount
        nodes { requestedReviewer { __typename ... on User { login } ... on Team { combinedSlug } } }
      }
    }
  }
  writers: repository(owner: $owner, name: $repo) {
    collaborators(first: 100) { edges { permission node { id login } } }
  }${each(
    (index) => `
  team${index}: organization(login: $org${index}) {
    team(slug: $slug${index}) { id members(first: 100) { totalCount nodes { id login } } }
  }`,
  )}
}
fragment who on Actor { __typename login }`
}

/** What the query answers. */
export type SnapshotAnswer = Readonly<{
  repository: Readonly<{ id: string; pullRequest: PullNode | null }> | null
  writers?: Writers
}> &
  Readonly<Record<`team${number}`, TeamNode | undefined>>

type Writers = Readonly<{
  collaborators: Readonly<{ edges: readonly Readonly<{ permission: string; node: Person }>[] }> | null
}> | null

type TeamNode = Readonly<{ team: Readonly<{ id: string; members: Listed<Person> }> | null }> | null

/** `totalCount` above the number of `nodes`: there are more. */
export type Listed<Node> = Readonly<{ totalCount: number; nodes: readonly (Node | null)[] }>
type Login = Readonly<{ login: string }>
type Person = Readonly<{ id: string; login: string }>
export type Actor = Readonly<{ __typename: string; login: string }> | null
type Signature = Readonly<{ email: string | null; user: Login | null }> | null

export type CommitNode = Readonly<{
  oid: string
  message: string
  committedDate: string
  author: Signature
  committer: Signature
  parents: Listed<Readonly<{ oid: string }>>
}>

export type RunNode = Readonly<{
  id: string
  externalId: string | null
  status: string
  annotations: Readonly<{ totalCount: number }> | null
}>

type SuiteNode = Readonly<{ app: Readonly<{ slug: string }> | null; checkRuns: Listed<RunNode> | null }>

export type PullNode = Readonly<{
  id: string
  title: string
  author: Actor
  isDraft: boolean
  merged: boolean
  isCrossRepository: boolean
  headRepository: Readonly<{ id: string }> | null
  headRefOid: string
  /** Where the base branch stood when the head was pushed. */
  baseRefOid: string
  baseRefName: string
  /** The base branch as it stands now; null when it was deleted. */
  baseRef: Readonly<{ target: Readonly<{ oid: string }> | null }> | null
  commits: Listed<Readonly<{ commit: CommitNode }>>
  tip: Readonly<{
    nodes: readonly (Readonly<{
      commit: Readonly<{ oid: string; checkSuites: Listed<SuiteNode> | null }>
    }> | null)[]
  }>
  reviews: Listed<
    Readonly<{
      author: Actor
      state: string
      submittedAt: string | null
      commit: Readonly<{ oid: string }> | null
    }>
  > | null
  comments: Listed<Readonly<{ id: string; body: string; author: Actor }>>
  /** A reviewer is null where the App may not see who it is. */
  reviewRequests: Listed<
    Readonly<{
      requestedReviewer: Readonly<{ __typename: string; login?: string; combinedSlug?: string }> | null
    }>
  > | null
}>
