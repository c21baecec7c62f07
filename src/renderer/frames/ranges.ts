import type { FrameRange } from '../../shared/recording.ts'

/** The runs of consecutive numbers among `frames` (any order, no duplicates), in rising order. */
export function rangesOf(frames: readonly number[]): FrameRange[] {
  const ranges: FrameRange[] = []
  for (const frame of [...frames].sort((a, b) => a - b)) {
    const last = ranges.at(-1)
    if (last && frame === last.last + 1) last.last = frame
    else ranges.push({ first: frame, last: frame })
  }
  return ranges
}
