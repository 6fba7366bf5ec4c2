import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A balancer in front of several processes, that does not look whether they live. */
type Front = Readonly<{ url: string; close: () => Promise<void> }>

/** Each webhook goes to the next of the addresses; where nobody answers GitHub is told 502, as balancers do. */
export async function openFront(addresses: readonly string[]): Promise<Front> {
  let turn = 0
  const server = createServer((from, to) => {
    turn = (turn + 1) % addresses.length
    pass(from, to, addresses[turn] ?? '')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function pass(from: IncomingMessage, to: ServerResponse, address: string): void {
  const onward = request(address, { method: from.method, headers: from.headers, agent: false }, (answer) => {
    to.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.on('error', () => to.destroy()).pipe(to)
  })
  onward.on('error', () => {
    if (!to.headersSent) to.writeHead(502)
    to.end()
  })
  from.pipe(onward)
}
