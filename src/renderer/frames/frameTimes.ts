/** When each frame was taken, in seconds from frame 0. */
export interface FrameTimes {
  readonly count: number
  /** Seconds between neighbouring frames, usually. */
  readonly step: number
  /** Seconds from frame 0 to the end of the last frame. */
  readonly seconds: number
  /** Frames after which nothing was taken for more than four usual steps, in rising order. */
  readonly gaps: readonly number[]
  at(frame: number): number
  /** When a frame ends: where the next one begins, or a usual step on where there is a gap behind it. */
  end(frame: number): number
  /** The frame that shows at a time: the last one taken at or before it. */
  frameAt(seconds: number): number
}

/** Uneven clocks have steps of two or three; more are frames that were not taken. */
export const GAP_STEPS = 4

/** Times from the recording; a nominal rate stands in for frames whose times are not known yet. */
export function frameTimes(times: readonly number[], count: number, rate: number): FrameTimes {
  const known = Math.min(times.length, count)
  const last = known > 0 ? times[known - 1]! : 0
  const at = (frame: number): number =>
    frame < known ? times[Math.max(0, frame)]! : last + (frame - Math.max(0, known - 1)) / rate
  const step = usualStep(times, known) ?? 1 / rate
  const gaps: number[] = []
  for (let frame = 0; frame + 1 < known; frame++)
    if (times[frame + 1]! - times[frame]! > GAP_STEPS * step) gaps.push(frame)
  const after = new Set(gaps)
  const end = (frame: number): number => (frame >= count - 1 || after.has(frame) ? at(frame) + step : at(frame + 1))
  return {
    count,
    step,
    gaps,
    at,
    end,
    seconds: count > 0 ? end(count - 1) : 0,
    frameAt(seconds) {
      let low = 0
      let high = Math.max(0, count - 1)
      while (low < high) {
        const middle = (low + high + 1) >> 1
        if (at(middle) <= seconds) low = middle
        else high = middle - 1
      }
      return low
    }
  }
}

/** The median of the steps forward; null where there is none. */
function usualStep(times: readonly number[], known: number): number | null {
  const steps = new Float64Array(Math.max(0, known - 1))
  let forward = 0
  for (let frame = 0; frame + 1 < known; frame++) {
    const step = times[frame + 1]! - times[frame]!
    if (step > 0) steps[forward++] = step
  }
  const sorted = steps.subarray(0, forward).sort()
  return sorted[sorted.length >> 1] ?? null
}
