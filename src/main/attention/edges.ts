import type { FrameRange } from '../../shared/recording.ts'

/**
 * Moves the ends of a run to where the measure itself fell and rose. Smoothing tells that attention left, but blurs
 * when: it is late or early by up to half its width, depending on the depth of the fall. Around each end, the frame
 * is taken at which two levels, one before and one after, fit the measure best (least squares). An end at which the
 * level outside is below the threshold, too, is no fall or rise (the drive begins there, or lanes do) and stays.
 *
 * @param measure one a frame, NaN where unknown; an end never moves over an unknown frame
 * @param times seconds, one a frame
 * @param most how far an end may move, in seconds
 * @param enter the threshold
 * @param limits first and last frame that the run may reach
 */
export function sharpenEnds(
  run: FrameRange,
  measure: Float64Array,
  times: ArrayLike<number>,
  most: number,
  enter: number,
  limits: FrameRange
): FrameRange {
  const middle = (times[run.first]! + times[run.last]!) / 2
  const reach = (from: number, step: 1 | -1, ok: (frame: number) => boolean): number => {
    let frame = from
    while (ok(frame + step) && Math.abs(times[frame + step]! - times[from]!) <= most) frame += step
    return frame
  }
  const known = (frame: number): boolean => !Number.isNaN(measure[frame] ?? NaN)
  const earliest = reach(run.first, -1, (frame) => frame >= limits.first && known(frame))
  const startsBy = reach(run.first, 1, (frame) => times[frame]! <= middle && known(frame))
  const latest = reach(run.last, 1, (frame) => frame <= limits.last && known(frame))
  const endsFrom = reach(run.last, -1, (frame) => times[frame]! >= middle && known(frame))
  const fall = bestStep(measure, earliest, startsBy, 'fall', enter)
  const rise = bestStep(measure, endsFrom, latest, 'rise', enter)
  return { first: fall ?? run.first, last: rise === null ? run.last : rise - 1 }
}

/** The frame in from+1..to at which the measure falls or rises best; null where it does neither from or to `enter`. */
function bestStep(measure: Float64Array, from: number, to: number, way: 'fall' | 'rise', enter: number): number | null {
  let whole = 0
  for (let i = from; i <= to; i++) whole += measure[i]!
  const count = to - from + 1
  let sum = 0
  let best = { frame: -1, gain: 0, outside: -Infinity }
  for (let frame = from + 1; frame <= to; frame++) {
    sum += measure[frame - 1]!
    const frames = frame - from
    const before = sum / frames
    const after = (whole - sum) / (count - frames)
    if (way === 'fall' ? after >= before : before >= after) continue
    // The squares that two levels explain beyond one.
    const gain = ((after - before) ** 2 * frames * (count - frames)) / count
    if (gain > best.gain) best = { frame, gain, outside: Math.max(before, after) }
  }
  return best.outside >= enter ? best.frame : null
}
