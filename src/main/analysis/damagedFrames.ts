import type { FrameRange, Warning } from '../../shared/recording.ts'

/** Neighbouring frames as ranges. @param frames in rising order */
function toRanges(frames: readonly number[]): FrameRange[] {
  const ranges: FrameRange[] = []
  for (const frame of frames) {
    const range = ranges.at(-1)
    if (range && frame === range.last + 1) range.last = frame
    else ranges.push({ first: frame, last: frame })
  }
  return ranges
}

/**
 * Warnings for damaged frames that a resumed pass did not come by, and so did not warn of: those before its first.
 * @param damaged frames of the drive whose picture is a stand-in, in rising order
 */
export function earlierDamage(damaged: readonly number[], from: number): Warning[] {
  const ranges = toRanges(damaged.filter((frame) => frame < from))
  const [start, end] = [ranges[0], ranges.at(-1)]
  if (!start || !end) return []
  const where = ranges.map(({ first, last }) => (first === last ? `${first}` : `${first} to ${last}`))
  const named =
    where.length > 20 ? `${where.slice(0, 20).join(', ')} and ${where.length - 20} more places` : where.join(', ')
  // There is none before frame 0.
  const shown = start.first === 0 ? 'the nearest good ones' : 'the ones before them'
  const message = `The pictures of frames ${named} cannot be used; ${shown} stand in.`
  return [{ code: 'damaged-picture', message, frames: { first: start.first, last: end.last } }]
}
