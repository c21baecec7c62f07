import type { Failure } from '../../shared/api.ts'
import type { FoundRecording } from '../../shared/recording.ts'
import type { Several } from './several.ts'

/** The app answered that a request failed; the message is its sentence for people. */
export class RequestError extends Error {
  override readonly name = 'RequestError'
  readonly status: number
  /** Where a folder holds several recordings: which. */
  readonly recordings: readonly FoundRecording[]
  /** False where folders were left that may hold more. */
  readonly whole: boolean
  /** Where a person has to say what a Lambda layer of a model computes: its name. */
  readonly lambda: string | null

  constructor(message: string, status: number, { recordings = [], whole = true, lambda }: Partial<Failure> = {}) {
    super(message)
    this.status = status
    this.recordings = recordings
    this.whole = whole
    this.lambda = lambda ?? null
  }
}

/** True for 'there is no such thing (yet)', such as a frame that is not analysed. */
export function isMissing(error: unknown): boolean {
  return error instanceof RequestError && error.status === 404
}

/** The recordings to choose from, where a folder was to be opened that holds several; else null. */
export function severalIn(error: unknown, path: string): Several | null {
  if (!(error instanceof RequestError) || error.recordings.length === 0) return null
  return { path, recordings: error.recordings, whole: error.whole }
}

/** The Lambda layer that a person has to say something of before its model opens; null where that is not what failed. */
export function lambdaIn(error: unknown): string | null {
  return error instanceof RequestError ? error.lambda : null
}

/** A successful response; throws RequestError otherwise, or the AbortError of its signal. */
export async function request(path: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
  let response: Response
  try {
    response = await fetch(path, init)
  } catch (error) {
    if (init.signal?.aborted) throw error
    throw new RequestError('Lanegaze does not answer. Start it again, then reload this page.', 0)
  }
  if (!response.ok) throw await failureOf(response)
  return response
}

async function failureOf(response: Response): Promise<RequestError> {
  const { status, statusText } = response
  try {
    const failure = (await response.json()) as Partial<Failure>
    if (typeof failure.error === 'string') return new RequestError(failure.error, status, failure)
  } catch {
    // Not the app's own answer; the status is all there is to say.
  }
  return new RequestError(`The request failed (${status} ${statusText}).`, status)
}
