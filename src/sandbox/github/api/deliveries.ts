import { appOnly } from '../access/access.ts'
import { accepted, ok } from '../http/answer.ts'
import { notFound } from '../http/refusal.ts'
import type { Call, Route } from '../http/route.ts'
import type { Delivery } from '../memory/app.ts'
import { appBy } from './apps.ts'

export const deliveryRoutes: readonly Route[] = [
  {
    method: 'GET',
    template: '/app/hook/config',
    access: appOnly,
    answer: ({ caller }) => {
      const { webhookUrl } = appBy(caller)
      return ok({
        content_type: 'json',
        insecure_ssl: '0',
        secret: '********',
        ...(webhookUrl && { url: webhookUrl }),
      })
    },
  },
  { method: 'GET', template: '/app/hook/deliveries', access: appOnly, answer: listDeliveries },
  {
    method: 'GET',
    template: '/app/hook/deliveries/{delivery_id}',
    access: appOnly,
    answer: (call) => {
      const delivery = deliveryOf(call)
      const { request, response } = delivery
      return ok({ ...showItem(delivery), url: appBy(call.caller).webhookUrl ?? '', request, response })
    },
  },
  {
    method: 'POST',
    template: '/app/hook/deliveries/{delivery_id}/attempts',
    access: appOnly,
    answer: (call) => {
      call.github.redeliver(appBy(call.caller), deliveryOf(call))
      return accepted({})
    },
  },
]

/** Newest first, paged by cursor and not by number, unlike everything else. */
function listDeliveries({ caller, query, url }: Call) {
  const perPage = Math.min(100, Number(query.get('per_page') ?? 30) || 30)
  const cursor = query.get('cursor')
  const status = query.get('status')
  const all = appBy(caller)
    .deliveries.toReversed()
    .filter(({ statusCode }) => !status || (status === 'success') === isTaken(statusCode))
    .filter(({ id }) => !cursor || id <= Number(cursor))
  const next = all[perPage]
  const address = new URL(url)
  if (next) address.searchParams.set('cursor', String(next.id))
  const answer = ok(all.slice(0, perPage).map(showItem))
  return next ? { ...answer, headers: { link: `<${address.href}>; rel="next"` } } : answer
}

const isTaken = (code: number) => code >= 200 && code < 400

function deliveryOf({ caller, params }: Call): Delivery {
  const delivery = appBy(caller).deliveries.find(({ id }) => id === Number(params.delivery_id))
  if (!delivery) throw notFound()
  return delivery
}

const showItem = (delivery: Delivery) => ({
  id: delivery.id,
  guid: delivery.guid,
  delivered_at: delivery.deliveredAt,
  redelivery: delivery.redelivery,
  duration: delivery.duration,
  status: delivery.status,
  status_code: delivery.statusCode,
  event: delivery.event,
  action: delivery.action,
  installation_id: delivery.installationId,
  repository_id: delivery.repositoryId,
  throttled_at: null,
})
