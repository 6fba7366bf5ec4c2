import { granted } from '../access/access.ts'
import { inRepository } from '../access/admit.ts'
import { ok } from '../http/answer.ts'
import { paged } from '../http/page.ts'
import { notFound } from '../http/refusal.ts'

export const variableRoutes = [
  inRepository('GET', '/actions/variables', granted('actions_variables:read', 'write'), (call) => {
    const all = [...call.repository.variables]
    return paged(call, all, (page) => ({
      total_count: all.length,
      variables: page.map(([name, { value, at }]) => show(name, value, at)),
    }))
  }),
  inRepository('GET', '/actions/variables/{name}', granted('actions_variables:read', 'write'), (call) => {
    const name = (call.params.name ?? '').toUpperCase()
    const found = call.repository.variables.get(name)
    if (!found) throw notFound()
    return ok(show(name, found.value, found.at))
  }),
]

const show = (name: string, value: string, at: string) => ({ name, value, created_at: at, updated_at: at })
