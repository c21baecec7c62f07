import { createHash, timingSafeEqual } from 'node:crypto'

type Handler = (request: Request) => Response | Promise<Response>

/**
 * Lets only the person at this machine in: every request needs the token of this start, once in the address
 * (`?token=…`), from then on in a cookie. Other web pages are kept out even where their requests reach this port:
 * the Host must be this very address (against DNS rebinding), the Origin must be our own, and what a browser marks as
 * coming from another site, or from another port of this machine (which shares cookies with us), is refused.
 */
export function guarded(handle: Handler, secret: { port: number; token: string }): Handler {
  const { port, token } = secret
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`]
  // Cookies do not tell ports apart: the name keeps two servers of one machine from signing each other out.
  const cookieName = `lanegaze-${port}`

  return async (request) => {
    const host = request.headers.get('host') ?? ''
    if (!hosts.includes(host)) return refusal(`This server answers only at http://${hosts[0]}.`)
    const origin = request.headers.get('origin')
    if (origin !== null && origin !== `http://${host}`) return refusal('This request comes from another web page.')

    const url = new URL(request.url)
    const offered = url.searchParams.get('token')
    if (offered !== null && request.method === 'GET') {
      if (!sameSecret(offered, token)) return refusal(signInSentence)
      url.searchParams.delete('token')
      return new Response(null, {
        status: 303,
        headers: {
          // One leading slash only: two would name another host.
          location: url.pathname.replace(/^\/+/, '/') + url.search,
          'set-cookie': `${cookieName}=${token}; Path=/; HttpOnly; SameSite=Strict`,
          'cache-control': 'no-store',
          'referrer-policy': 'no-referrer'
        }
      })
    }
    const site = request.headers.get('sec-fetch-site')
    if (site === 'cross-site' || site === 'same-site') return refusal('This request comes from another web page.')
    const kept = cookieOf(request, cookieName)
    if (kept === null || !sameSecret(kept, token)) return refusal(signInSentence, 401)
    return handle(request)
  }
}

const signInSentence = 'Open the address that Lanegaze printed when it started: it carries the token of this start.'

function refusal(error: string, status = 403): Response {
  return Response.json({ error }, { status, headers: { 'cache-control': 'no-store' } })
}

function cookieOf(request: Request, name: string): string | null {
  for (const part of (request.headers.get('cookie') ?? '').split(';')) {
    const [key, value] = part.trim().split('=', 2)
    if (key === name && value !== undefined) return value
  }
  return null
}

/** Compares in a time that does not tell how much of the secret was right. */
function sameSecret(offered: string, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(offered), digest(secret))
}
