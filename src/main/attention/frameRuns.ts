import type { FrameRange } from '../../shared/recording.ts'

/** The frames of 0..count-1 in which something holds, as runs in order. */
export function runsWhere(count: number, holds: (frame: number) => boolean): FrameRange[] {
  const runs: FrameRange[] = []
  for (let frame = 0; frame < count; frame++) {
    if (!holds(frame)) continue
    const run = runs.at(-1)
    if (run?.last === frame - 1) run.last = frame
    else runs.push({ first: frame, last: frame })
  }
  return runs
}

/** Makes one of runs whose gap is to be closed. @param runs in order, apart from each other */
export function closeGaps(runs: readonly FrameRange[], close: (gap: FrameRange) => boolean): FrameRange[] {
  const merged: FrameRange[] = []
  for (const run of runs) {
    const before = merged.at(-1)
    if (before && close({ first: before.last + 1, last: run.first - 1 })) before.last = run.last
    else merged.push({ ...run })
  }
  return merged
}

/** How many frames lie in stretches that may overlap. @param stretches in rising order of the first frame */
export function framesIn(stretches: readonly FrameRange[]): number {
  let count = 0
  let before = -1
  for (const { first, last } of stretches) {
    count += Math.max(0, last - Math.max(before, first - 1))
    before = Math.max(before, last)
  }
  return count
}
