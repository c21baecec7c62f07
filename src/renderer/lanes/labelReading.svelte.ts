import type { ImportLanes, ImportLanesProgress, LaneOverview } from '../../shared/lanes.ts'
import { api } from '../client/api.ts'
import { answerOf } from '../client/progress.ts'
import { span } from '../shell/words.ts'

/** An import of labels, as far as it has come. */
export class LabelReading {
  busy = $state(false)
  /** Null while none goes on, or nothing was heard of it: what is read within a moment tells nothing. */
  progress = $state.raw<ImportLanesProgress | null>(null)
  #going = new AbortController()

  /** @returns null where it was stopped. @throws the sentence why nothing was imported */
  async read(drive: string, wish: ImportLanes): Promise<LaneOverview | null> {
    this.#going.abort()
    const { signal } = (this.#going = new AbortController())
    this.busy = true
    try {
      const response = await api.importLanes(drive, wish, signal)
      return await answerOf(response, signal, (progress) => {
        this.progress = progress
      })
    } catch (error) {
      if (signal.aborted) return null
      throw error
    } finally {
      this.busy = false
      this.progress = null
    }
  }

  /** Ends it, unless the labels are kept already. */
  stop(): void {
    if (this.progress?.stage !== 'scoring') this.#going.abort()
  }
}

/** Progress in one line: 'Reading labels · 1,240 of 1,800 · 212 a second · 3 s left'. */
export function readingLine({ stage, done, total, rate, secondsLeft }: ImportLanesProgress): string {
  if (stage === 'scoring') return 'Scoring with the new lanes'
  const parts = ['Reading labels', `${done.toLocaleString('en-GB')} of ${total.toLocaleString('en-GB')}`]
  if (rate !== null) parts.push(`${Math.round(rate)} a second`)
  if (secondsLeft !== null) parts.push(`${span(secondsLeft)} left`)
  return parts.join(' · ')
}
