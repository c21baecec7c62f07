import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { createApp, type AppOptions } from '../../app.ts'
import { openLog } from '../../log/log.ts'
import { UnavailableError } from '../../../shared/errors.ts'
import { viewOf } from '../view.ts'
import { guarded } from './guard.ts'

export interface ServeOptions extends AppOptions {
  /** 0 takes a free one. */
  port: number
  /** A recording or a model to add and to show first. */
  path?: string | undefined
}

export interface Serving {
  /** With the token: whoever has it can use the app. */
  address: string
  /** Stops jobs, then the server. */
  close(): Promise<void>
}

/**
 * The web host: the app on this machine's loopback address, for the holder of the token.
 * @throws UnavailableError where the port is taken
 */
export async function serve({ port: wanted, path, ...options }: ServeOptions): Promise<Serving> {
  const token = randomBytes(32).toString('base64url')
  const log = options.log ?? openLog({ dataDir: options.dataDir, process: 'serve' })
  log.conceal(token)
  const app = await createApp({ ...options, log })
  let view: string
  try {
    view = path === undefined ? '' : await viewOf(app, path)
  } catch (error) {
    await app.close()
    throw error
  }
  let handle = (_request: Request): Response | Promise<Response> => new Response(null, { status: 503 })
  const listener = getRequestListener((request) => handle(request))
  const server = createServer((asked, answer) => void listener(asked, answer))
  try {
    await new Promise<void>((listening, failed) => {
      server.once('error', failed)
      server.listen(wanted, '127.0.0.1', listening)
    })
  } catch (error) {
    await app.close()
    if (error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES'))
      throw new UnavailableError(`Port ${wanted} cannot be used (${error.code}); choose another with --port.`, {
        cause: error
      })
    throw error
  }
  // With a TCP host Node gives an AddressInfo, never a path.
  const { port } = server.address() as AddressInfo
  handle = guarded((request) => app.fetch(request), { port, token })

  return {
    address: `http://127.0.0.1:${port}/?token=${token}${view}`,
    async close() {
      await app.close()
      await new Promise<void>((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      })
    }
  }
}
