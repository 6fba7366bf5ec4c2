import { granted } from '../access/access.ts'
import { inRepository } from '../access/admit.ts'
import { actorOf } from '../access/caller.ts'
import { stamp, type GitHub } from '../github.ts'
import { created, ok } from '../http/answer.ts'
import { fieldsOf } from '../http/fields.ts'
import { paged } from '../http/page.ts'
import { invalid } from '../http/refusal.ts'
import { reactionContents, type Reaction } from '../memory/issue.ts'
import { showLogin } from '../show/account.ts'
import { nodeId } from '../show/links.ts'
import { commentOf } from './comments.ts'
import { reading, writing } from './issue-named.ts'

const template = '/issues/comments/{comment_id}/reactions'

export const reactionRoutes = [
  inRepository('GET', template, granted(reading), (call) =>
    paged(call, commentOf(call).reactions, (page) => page.map((each) => showReaction(call.github, each))),
  ),
  inRepository('POST', template, granted(writing, 'read'), (call) => {
    const { github, caller } = call
    const comment = commentOf(call)
    const content = fieldsOf(call.body).oneOf('content', reactionContents)
    if (content === undefined) throw invalid('Reaction', 'content', { code: 'missing_field' })
    const author = actorOf(caller).login
    const known = comment.reactions.find((one) => one.author === author && one.content === content)
    if (known) return ok(showReaction(github, known))
    const reaction: Reaction = { id: github.nextId(), author, content, createdAt: stamp(github) }
    comment.reactions.push(reaction)
    return created(showReaction(github, reaction))
  }),
]

const showReaction = (github: GitHub, { id, author, content, createdAt }: Reaction) => ({
  id,
  node_id: nodeId('Reaction', id),
  user: showLogin(github, author),
  content,
  created_at: createdAt,
})
