/** How fast some work goes, over the last seconds. */
export interface Pace {
  /**
   * Takes how much is done now. Gives how much a second that grows by, and how many seconds the rest will take; null
   * until that is known.
   */
  at(done: number, total: number): { rate: number | null; secondsLeft: number | null }
}

/** Long enough to be steady from batch to batch, short enough to follow a machine that gets busy. */
const WINDOW_MS = 5000

export function createPace(now: () => number = Date.now): Pace {
  const samples: { at: number; done: number }[] = []
  return {
    at(done, total) {
      const at = now()
      samples.push({ at, done })
      while (samples.length > 2 && at - samples[1]!.at >= WINDOW_MS) samples.shift()
      const oldest = samples[0]!
      const seconds = (at - oldest.at) / 1000
      if (seconds <= 0 || done <= oldest.done) return { rate: null, secondsLeft: null }
      const rate = (done - oldest.done) / seconds
      return { rate, secondsLeft: (total - done) / rate }
    }
  }
}
