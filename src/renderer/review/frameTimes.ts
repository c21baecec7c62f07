/** When each frame was taken, in seconds from frame 0. */
export interface FrameTimes {
  readonly count: number
  at(frame: number): number
  /** The frame that shows at a time: the last one taken at or before it. */
  frameAt(seconds: number): number
}

/** Times from the recording; a nominal rate stands in for frames whose times are not known yet. */
export function frameTimes(times: readonly number[], count: number, rate: number): FrameTimes {
  const known = Math.min(times.length, count)
  const end = known > 0 ? times[known - 1]! : 0
  const at = (frame: number): number =>
    frame < known ? times[Math.max(0, frame)]! : end + (frame - Math.max(0, known - 1)) / rate
  return {
    count,
    at,
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
