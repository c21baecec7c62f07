import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Order } from './scene/order.ts'

/** The loopback server at which the page collects orders and hands in what it made. */
export interface Counter {
  address: string
  /** Gives an order and waits for its result. Orders are carried out one after the other. */
  order(order: Order): Promise<Uint8Array>
  /** Fails all orders, those to come too. */
  fail(error: Error): void
  close(): void
}

interface Job {
  order: Order
  done(bytes: Uint8Array): void
  failed(error: Error): void
}

/** Opens the counter on a free port; `script` is the page's own program. */
export async function openCounter(script: string): Promise<Counter> {
  const queue: Job[] = []
  let current: Job | null = null
  let customer: ServerResponse | null = null
  let broken: Error | null = null

  const serve = (): void => {
    if (!customer || current || queue.length === 0) return
    current = queue.shift() ?? null
    customer.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(current?.order))
    customer = null
  }
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.url === '/order') {
      customer = response
      return serve()
    }
    if (request.method === 'POST') {
      const parts: Buffer[] = []
      for await (const part of request) parts.push(part as Buffer)
      const job = current
      current = null
      if (request.url === '/failed') job?.failed(new Error(`the scene failed: ${Buffer.concat(parts).toString()}`))
      else job?.done(Buffer.concat(parts))
      response.end()
      return
    }
    const isScript = request.url === '/scene.js'
    response.writeHead(200, { 'content-type': `${isScript ? 'text/javascript' : 'text/html'}; charset=utf-8` })
    response.end(
      isScript ? script : '<!doctype html><title>Scene</title><script type="module" src="scene.js"></script>'
    )
  }

  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const place = server.address()
  if (place === null || typeof place === 'string') throw new Error('the loopback server has no port')
  return {
    address: `http://127.0.0.1:${place.port}/`,
    order: (order) =>
      new Promise((done, failed) => {
        if (broken) return failed(broken)
        queue.push({ order, done, failed })
        serve()
      }),
    fail: (error) => {
      broken ??= error
      for (const job of [current, ...queue.splice(0)]) job?.failed(error)
      current = null
    },
    close: () => {
      server.close()
      server.closeAllConnections()
    }
  }
}
