import { protocol } from 'electron'

/** The page's origin. A scheme of our own keeps `file:` and its rights out of the page. */
export const origin = 'app://lanegaze'

/** Must run before the app is ready. Standard and secure: fetch, streams and relative addresses work as on the web. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } }
  ])
}

/** Answers every request of the page with the app; nothing else is on this origin. */
export function serveScheme(fetch: (request: Request) => Promise<Response>): void {
  protocol.handle('app', (request) => {
    if (new URL(request.url).host !== 'lanegaze') return new Response('no such host', { status: 404 })
    return fetch(request)
  })
}
