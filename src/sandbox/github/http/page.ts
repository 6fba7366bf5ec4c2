import { ok, type Answer } from './answer.ts'
import type { Call } from './route.ts'

/** One page of a list, and the Link header that leads to the others. */
export function paged<T>(call: Call, items: readonly T[], show: (page: readonly T[]) => unknown): Answer {
  const perPage = Math.min(100, positive(call.query.get('per_page'), 30))
  const page = positive(call.query.get('page'), 1)
  const last = Math.max(1, Math.ceil(items.length / perPage))
  const shown = items.slice((page - 1) * perPage, page * perPage)
  const link = renderLink(call.url, page, last)
  return { ...ok(show(shown)), ...(link && { headers: { link } }) }
}

function renderLink(url: URL, page: number, last: number): string {
  const to = (target: number, rel: string) => {
    const address = new URL(url)
    address.searchParams.set('page', String(target))
    return `<${address.href}>; rel="${rel}"`
  }
  return [
    ...(page > 1 ? [to(Math.min(page - 1, last), 'prev')] : []),
    ...(page < last ? [to(page + 1, 'next'), to(last, 'last')] : []),
    ...(page > 1 ? [to(1, 'first')] : []),
  ].join(', ')
}

function positive(text: string | null, otherwise: number): number {
  const value = Number(text)
  return Number.isInteger(value) && value > 0 ? value : otherwise
}
