import type { Failure } from '../../shared/api.ts'

/** The app answered that a request failed; the message is its sentence for people. */
export class RequestError extends Error {
  override readonly name = 'RequestError'
  readonly status: number

  constructor(message: string, status: number) {
    super(message)
    this.status = status
  }
}

/** True for 'there is no such thing (yet)', such as a frame that is not analysed. */
export function isMissing(error: unknown): boolean {
  return error instanceof RequestError && error.status === 404
}

/** A successful response; throws RequestError otherwise, or the AbortError of its signal. */
export async function request(path: string, init: RequestInit = {}): Promise<Response> {
  let response: Response
  try {
    response = await fetch(path, init)
  } catch (error) {
    if (init.signal?.aborted) throw error
    throw new RequestError('Lanegaze does not answer. Start it again, then reload this page.', 0)
  }
  if (!response.ok) throw new RequestError(await failureOf(response), response.status)
  return response
}

/** The JSON answer. Its type is the contract of the app's own routes, which share src/shared/api.ts with us. */
export async function json<T>(path: string, init: RequestInit = {}): Promise<T> {
  return (await request(path, init)).json() as Promise<T>
}

/** Options of a request that sends `body` as JSON. */
export function sending(method: 'POST' | 'PUT', body: unknown): RequestInit {
  return { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
}

async function failureOf(response: Response): Promise<string> {
  try {
    const { error } = (await response.json()) as Partial<Failure>
    if (typeof error === 'string') return error
  } catch {
    // Not the app's own answer; the status is all there is to say.
  }
  return `The request failed (${response.status} ${response.statusText}).`
}
