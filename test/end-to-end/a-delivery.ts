import { createHmac } from 'node:crypto'

/** What the deliveries of these tests are signed with. */
export const webhookSecret = 'what deliveries are signed with'

type About = Readonly<{ payload?: object; signedWith?: string }>

/** Sends a webhook as GitHub does, to a process at this address. */
export function deliver(
  at: string,
  id: string,
  { payload = opened, signedWith = webhookSecret }: About = {},
) {
  const body = JSON.stringify(payload)
  return fetch(`${at}/api/github/webhooks`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'pull_request',
      'x-github-delivery': id,
      'x-hub-signature-256': `sha256=${createHmac('sha256', signedWith).update(body).digest('hex')}`,
    },
  })
}

const opened = {
  action: 'opened',
  number: 3,
  pull_request: { number: 3 },
  repository: { name: 'estate', default_branch: 'main', owner: { login: 'acme' } },
  installation: { id: 7 },
}
