import { buildSchema } from 'graphql'

/**
 * What this GitHub understands of GraphQL: exactly what Landlord asks, each type, field and argument as in GitHub's
 * published schema (a test compares them). Anything else is refused in words.
 */
export const schema = buildSchema(`
interface Actor { login: String! }

input AddCommentInput {
  body: String!
  subjectId: ID!
}
type AddCommentPayload { commentEdge: IssueCommentEdge }
type App { slug: String! }

type Blob implements GitObject {
  byteSize: Int!
  oid: GitObjectID!
  text: String
}
type Bot implements Actor { login: String! }
type CheckAnnotationConnection { totalCount: Int! }

input CheckAnnotationData {
  annotationLevel: CheckAnnotationLevel!
  location: CheckAnnotationRange!
  message: String!
  path: String!
  rawDetails: String
  title: String
}
enum CheckAnnotationLevel { FAILURE NOTICE WARNING }

input CheckAnnotationRange {
  endColumn: Int
  endLine: Int!
  startColumn: Int
  startLine: Int!
}
enum CheckConclusionState { ACTION_REQUIRED CANCELLED FAILURE NEUTRAL SKIPPED STALE STARTUP_FAILURE SUCCESS TIMED_OUT }

type CheckRun {
  annotations(first: Int, last: Int): CheckAnnotationConnection
  externalId: String
  id: ID!
  name: String!
  status: CheckStatusState!
}
type CheckRunConnection { nodes: [CheckRun], totalCount: Int! }

input CheckRunFilter {
  checkName: String
  checkType: CheckRunType
}

input CheckRunOutput {
  annotations: [CheckAnnotationData!]
  summary: String!
  text: String
  title: String!
}
enum CheckRunType { ALL LATEST }
enum CheckStatusState { COMPLETED IN_PROGRESS PENDING QUEUED REQUESTED WAITING }

type CheckSuite {
  app: App
  checkRuns(filterBy: CheckRunFilter, first: Int, last: Int): CheckRunConnection
}
type CheckSuiteConnection { nodes: [CheckSuite], totalCount: Int! }
input CheckSuiteFilter { checkName: String }

type Commit implements GitObject {
  author: GitActor
  checkSuites(filterBy: CheckSuiteFilter, first: Int, last: Int): CheckSuiteConnection
  committedDate: DateTime!
  committer: GitActor
  message: String!
  oid: GitObjectID!
  parents(first: Int, last: Int): CommitConnection!
}
type CommitConnection { nodes: [Commit], totalCount: Int! }

input CreateCheckRunInput {
  conclusion: CheckConclusionState
  externalId: String
  headSha: GitObjectID!
  name: String!
  output: CheckRunOutput
  repositoryId: ID!
  status: RequestableCheckStatusState
}
type CreateCheckRunPayload { checkRun: CheckRun }
scalar DateTime

type GitActor {
  email: String
  user: User
}
interface GitObject { oid: GitObjectID! }
scalar GitObjectID

type IssueComment {
  author: Actor
  body: String!
  id: ID!
}
type IssueCommentConnection { nodes: [IssueComment], totalCount: Int! }
type IssueCommentEdge { node: IssueComment }

type Mutation {
  addComment(input: AddCommentInput!): AddCommentPayload
  createCheckRun(input: CreateCheckRunInput!): CreateCheckRunPayload
  requestReviews(input: RequestReviewsInput!): RequestReviewsPayload
  updateCheckRun(input: UpdateCheckRunInput!): UpdateCheckRunPayload
  updateIssueComment(input: UpdateIssueCommentInput!): UpdateIssueCommentPayload
}
type Organization { team(slug: String!): Team }

type PullRequest {
  author: Actor
  baseRef: Ref
  baseRefName: String!
  baseRefOid: GitObjectID!
  comments(first: Int, last: Int): IssueCommentConnection!
  commits(first: Int, last: Int): PullRequestCommitConnection!
  headRefOid: GitObjectID!
  headRepository: Repository
  id: ID!
  isCrossRepository: Boolean!
  isDraft: Boolean!
  merged: Boolean!
  number: Int!
  reviewRequests(first: Int, last: Int): ReviewRequestConnection
  reviews(first: Int, last: Int): PullRequestReviewConnection
  title: String!
}
type PullRequestCommit { commit: Commit! }
type PullRequestCommitConnection { nodes: [PullRequestCommit], totalCount: Int! }

type PullRequestReview {
  author: Actor
  commit: Commit
  state: PullRequestReviewState!
  submittedAt: DateTime
}
type PullRequestReviewConnection { nodes: [PullRequestReview], totalCount: Int! }
enum PullRequestReviewState { APPROVED CHANGES_REQUESTED COMMENTED DISMISSED PENDING }

type Query {
  organization(login: String!): Organization
  repository(name: String!, owner: String!): Repository
}

type Ref {
  name: String!
  target: GitObject
}

type Repository {
  collaborators(first: Int, last: Int): RepositoryCollaboratorConnection
  id: ID!
  object(oid: GitObjectID): GitObject
  pullRequest(number: Int!): PullRequest
}
type RepositoryCollaboratorConnection { edges: [RepositoryCollaboratorEdge] }

type RepositoryCollaboratorEdge {
  node: User!
  permission: RepositoryPermission!
}
enum RepositoryPermission { ADMIN MAINTAIN READ TRIAGE WRITE }
enum RequestableCheckStatusState { COMPLETED IN_PROGRESS PENDING QUEUED WAITING }
union RequestedReviewer = Bot | Team | User

input RequestReviewsInput {
  pullRequestId: ID!
  teamIds: [ID!]
  union: Boolean = false
  userIds: [ID!]
}
type RequestReviewsPayload { pullRequest: PullRequest }
type ReviewRequest { requestedReviewer: RequestedReviewer }
type ReviewRequestConnection { nodes: [ReviewRequest], totalCount: Int! }

type Team {
  combinedSlug: String!
  id: ID!
  members(first: Int, last: Int): TeamMemberConnection!
}
type TeamMemberConnection { nodes: [User], totalCount: Int! }

input UpdateCheckRunInput {
  checkRunId: ID!
  conclusion: CheckConclusionState
  externalId: String
  name: String
  output: CheckRunOutput
  repositoryId: ID!
  status: RequestableCheckStatusState
}
type UpdateCheckRunPayload { checkRun: CheckRun }

input UpdateIssueCommentInput {
  body: String!
  id: ID!
}
type UpdateIssueCommentPayload { issueComment: IssueComment }

type User implements Actor {
  id: ID!
  login: String!
}
`)
