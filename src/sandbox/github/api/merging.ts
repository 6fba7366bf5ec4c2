import { granted } from '../access/access.ts'
import { inRepository } from '../access/admit.ts'
import { noContent, ok } from '../http/answer.ts'
import { notFound } from '../http/refusal.ts'
import { mergePull } from '../pulls/merge-pull.ts'
import { updateBranch } from '../pulls/update-branch.ts'
import { pullOf } from './pulls.ts'

export const mergingRoutes = [
  inRepository('GET', '/pulls/{pull_number}/merge', granted('contents:read'), (call) => {
    if (pullOf(call).pull.mergedAt === null) throw notFound()
    return noContent
  }),
  inRepository('PUT', '/pulls/{pull_number}/merge', granted('contents:write'), async (call) =>
    ok(await mergePull(call, pullOf(call))),
  ),
  inRepository('PUT', '/pulls/{pull_number}/update-branch', granted('pull_requests:write', 'write'), (call) =>
    updateBranch(call, pullOf(call)),
  ),
]
