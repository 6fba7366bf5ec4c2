import { fold } from '../../approvals/eligible.ts'
import type { Listed, PullNode, SnapshotAnswer } from './snapshot-query.ts'

/** GraphQL's ids of whom a review can be asked of, by lower-case login, and `org/team` of teams. */
export type Askable = Readonly<{ people: ReadonlyMap<string, string>; teams: ReadonlyMap<string, string> }>

/** `teams`: which were asked for, in order. */
export function parseAskable(answer: SnapshotAnswer, teams: readonly string[]): Askable {
  const found = teams.flatMap((name, index) => {
    const team = answer[`team${index}`]?.team
    return team ? [{ name, ...team }] : []
  })
  const members = found.flatMap(({ members: { nodes } }) => nodes.flatMap((node) => node ?? []))
  const writers = answer.writers?.collaborators?.edges.map(({ node }) => node) ?? []
  return {
    people: new Map([...writers, ...members].map(({ id, login }) => [fold(login), id])),
    teams: new Map(found.map(({ id, name }) => [fold(name), id])),
  }
}

/** Undefined where not all of them are told. */
export function parseRequested(requests: PullNode['reviewRequests']): readonly string[] | undefined {
  const asked = whole(requests)?.map(({ requestedReviewer: one }) => one?.login ?? one?.combinedSlug)
  return asked === undefined || asked.includes(undefined) ? undefined : asked.flatMap((one) => one ?? [])
}

/** All of a list; undefined when it was cut. */
export function whole<Node>(list: Listed<Node> | null): readonly Node[] | undefined {
  const nodes = list?.nodes.flatMap((node) => (node === null ? [] : [node]))
  return nodes !== undefined && nodes.length === list?.totalCount ? nodes : undefined
}
