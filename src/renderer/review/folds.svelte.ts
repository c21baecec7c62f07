import { z } from 'zod'

const key = 'lanegaze.folds'
const Kept = z.object({ frame: z.boolean().catch(false), warnings: z.boolean().catch(false) })

/** Which parts of the side are unfolded beside its events. Kept from one visit to the next. */
class Folds {
  /** The numbers of the frame. */
  frame = $state(false)
  warnings = $state(false)

  constructor() {
    try {
      Object.assign(this, Kept.parse(JSON.parse(localStorage.getItem(key) ?? '{}')))
    } catch {
      // Without storage, or with nonsense in it, all is folded.
    }
  }

  /** Stores them. Reads all of them, so that an effect that calls this runs on every change. */
  keep(): void {
    const { frame, warnings } = this
    try {
      localStorage.setItem(key, JSON.stringify({ frame, warnings }))
    } catch {
      // They last as long as the page.
    }
  }
}

export const folds = new Folds()
