import type { ClientResponse } from 'hono/client'
import type { Progress } from '../../shared/api.ts'
import { linesOf } from '../../shared/typedAnswer.ts'
import type { WorkLine } from '../../shared/workLine.ts'
import { api } from './api.ts'
import { isMissing } from './request.ts'

const firstDelay = 500
const longestDelay = 5000

/**
 * The progress of a run until it is finished, failed or paused. A broken stream is opened again, after ever longer
 * waits; ends quietly when the signal aborts or when the run is gone.
 */
export async function* followProgress(run: string, signal: AbortSignal): AsyncGenerator<Progress> {
  let delay = firstDelay
  while (!signal.aborted) {
    try {
      const response = await api.progress(run, signal)
      for await (const progress of linesOf(response)) {
        yield progress
        if (progress.state !== 'running') return
        delay = firstDelay
      }
    } catch (error) {
      if (signal.aborted || isMissing(error)) return
    }
    await new Promise((resolve) => setTimeout(resolve, delay))
    delay = Math.min(longestDelay, delay * 2)
  }
}

/**
 * What came of work that is streamed, once it is done.
 * @throws the sentence why nothing came of it, or the reason of the signal
 */
export async function answerOf<Progress, Found>(
  response: ClientResponse<WorkLine<Progress, Found>, 200, 'ndjson'>,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void
): Promise<Found> {
  for await (const line of linesOf(response)) {
    signal.throwIfAborted()
    if ('found' in line) return line.found
    if ('error' in line) throw new Error(line.error)
    onProgress(line.progress)
  }
  signal.throwIfAborted()
  throw new Error('Lanegaze broke off before it was done; start it again.')
}
