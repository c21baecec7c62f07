/** How fast a count grows, over the last seconds. */
export interface Pace {
  /** Takes the count as it is now; gives its growth a second, null until that is known. */
  rate(count: number): number | null
}

/** Long enough to be steady from batch to batch, short enough to follow a machine that gets busy. */
const WINDOW_MS = 5000

export function createPace(now: () => number = Date.now): Pace {
  const samples: { at: number; count: number }[] = []
  return {
    rate(count) {
      const at = now()
      samples.push({ at, count })
      while (samples.length > 2 && at - samples[1]!.at >= WINDOW_MS) samples.shift()
      const oldest = samples[0]!
      const seconds = (at - oldest.at) / 1000
      return seconds > 0 && count > oldest.count ? (count - oldest.count) / seconds : null
    }
  }
}
