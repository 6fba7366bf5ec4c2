/** What is done about the check run and about the comment. */
export type Writes = Readonly<{
  run: 'createCheckRun' | 'updateCheckRun' | undefined
  comment: 'addComment' | 'updateIssueComment' | undefined
}>

/** One document for all that is to be written; GitHub does them in turn, the check run first. */
export function publishMutation({ run, comment }: Writes): string {
  const inputs = { createCheckRun: 'CreateCheckRunInput!', updateCheckRun: 'UpdateCheckRunInput!' }
  const said = { addComment: 'AddCommentInput!', updateIssueComment: 'UpdateIssueCommentInput!' }
  const variables = [run && `$run: ${inputs[run]}`, comment && `$comment: ${said[comment]}`]
  const answer = { addComment: 'commentEdge { node { id } }', updateIssueComment: 'issueComment { id }' }
  return `mutation Publish(${variables.filter((one) => one !== undefined).join(', ')}) {${
    run ? `\n  run: ${run}(input: $run) { checkRun { id } }` : ''
  }${comment ? `\n  comment: ${comment}(input: $comment) { ${answer[comment]} }` : ''}
}`
}

/** null = that part was refused. */
export type PublishAnswer = Readonly<{
  run?: Readonly<{ checkRun: Readonly<{ id: string }> | null }> | null
  comment?: object | null
}>
