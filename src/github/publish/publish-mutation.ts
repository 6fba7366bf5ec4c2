/** What is done about the check run, the comment and the reviewers. */
export type Writes = Readonly<{
  run: 'createCheckRun' | 'updateCheckRun' | undefined
  comment: 'addComment' | 'updateIssueComment' | undefined
  reviewers: 'requestReviews' | undefined
}>

/** One document for all that is to be written; GitHub does them in turn, the check run first. */
export function publishMutation(writes: Writes): string {
  const wanted = parts.flatMap((part) => {
    const field = writes[part]
    return field === undefined ? [] : [{ part, field, ...fields[field] }]
  })
  const variables = wanted.map(({ part, input }) => `$${part}: ${input}!`)
  const lines = wanted.map(
    ({ part, field, answer }) => `\n  ${part}: ${field}(input: $${part}) { ${answer} }`,
  )
  return `mutation Publish(${variables.join(', ')}) {${lines.join('')}\n}`
}

const parts = ['run', 'comment', 'reviewers'] as const

const fields = {
  createCheckRun: { input: 'CreateCheckRunInput', answer: 'checkRun { id }' },
  updateCheckRun: { input: 'UpdateCheckRunInput', answer: 'checkRun { id }' },
  addComment: { input: 'AddCommentInput', answer: 'commentEdge { node { id } }' },
  updateIssueComment: { input: 'UpdateIssueCommentInput', answer: 'issueComment { id }' },
  requestReviews: { input: 'RequestReviewsInput', answer: 'pullRequest { id }' },
} as const

/** null = that part was refused. */
export type PublishAnswer = Readonly<{
  run?: Readonly<{ checkRun: Readonly<{ id: string }> | null }> | null
  comment?: object | null
  reviewers?: object | null
}>
