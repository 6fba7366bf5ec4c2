import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import { about } from '../log/about.ts'
import { isGuid } from '../jobs/do-job.ts'
import { readBody } from './door.ts'
import type { Figures } from '../telemetry/figures.ts'
import type { DeliveryOutcome } from '../telemetry/labels.ts'
import { inSpan } from '../telemetry/trace.ts'
import { answerOperator, type OperatorIO } from '../web/answer-operator.ts'

/** Of Probot: true = it has answered. */
type Handler = (request: IncomingMessage, response: ServerResponse) => unknown

type Behind = Readonly<{
  webhooks: Handler
  operator: OperatorIO
  /** What became of a delivery that is answered as received, where that is not `accepted`. */
  fate: (delivery: string) => DeliveryOutcome | undefined
  figures: Pick<Figures, 'delivered'>
  log: Logger
}>

/** Everything that comes over HTTP: looks of operators, and webhooks. */
export function takeRequests({ webhooks, operator, fate, figures, log }: Behind): RequestListener {
  return (request, response) => {
    const event = String(request.headers['x-github-event'] ?? '')
    const id = String(request.headers['x-github-delivery'] ?? '')
    const isDelivery = request.method === 'POST' && event !== ''
    const work = async (): Promise<void> => {
      try {
        if (!(await answerOperator(request, response, operator))) await answer(webhooks, request, response)
      } catch (error) {
        log.error({ err: error }, 'a request failed')
        if (!response.headersSent) response.writeHead(500)
        response.end()
      }
      if (isDelivery) figures.delivered(event, outcomeOf(response.statusCode, fate(id)))
    }
    if (isDelivery && isGuid(id))
      void about({ delivery: id }, () => delivering({ event, id }, response, work))
    else void work()
  }
}

const delivering = (
  { event, id }: Readonly<{ event: string; id: string }>,
  response: ServerResponse,
  work: () => Promise<void>,
): Promise<void> =>
  inSpan(
    {
      name: `delivery ${event}`,
      kind: 'server',
      attributes: { 'landlord.delivery': id, 'http.request.method': 'POST' },
      of: `delivery ${id}`,
      root: true,
    },
    async (add) => {
      await work()
      add({ 'http.response.status_code': response.statusCode })
    },
  )

const outcomeOf = (status: number, fate: DeliveryOutcome | undefined): DeliveryOutcome =>
  status >= 500 ? 'failed' : status >= 400 ? 'refused' : (fate ?? 'accepted')

async function answer(webhooks: Handler, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method === 'POST') {
    const body = await readBody(request)
    if (body === undefined) {
      // What is still coming is not read: the connection ends with the answer.
      response.writeHead(413, { connection: 'close' }).end()
      return
    }
    Object.assign(request, { body })
  }
  if ((await webhooks(request, response)) !== true) response.writeHead(404).end()
}

/** A port for those who look after the process, and for nobody else. */
export const takeLooks =
  (operator: OperatorIO): RequestListener =>
  (request, response) => {
    answerOperator(request, response, operator).then(
      (answered) => {
        if (!answered) response.writeHead(404).end()
      },
      () => response.writeHead(500).end(),
    )
  }
