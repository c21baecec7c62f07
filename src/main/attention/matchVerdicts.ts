import type { FrameRange } from '../../shared/recording.ts'

export interface Matches<T> {
  /** For each event the earlier one whose verdict it takes over; null where it is new. */
  taken: (T | null)[]
  /** Earlier ones that no event took: they are to be kept, not forgotten. */
  left: T[]
}

/**
 * Matches the events of a re-run to earlier, judged ones, so that no verdict is lost: pairs that share frames,
 * those with the greatest overlap (intersection over union) first, each used once.
 */
export function matchVerdicts<T extends FrameRange>(events: readonly FrameRange[], earlier: readonly T[]): Matches<T> {
  const pairs: { event: number; judged: number; overlap: number }[] = []
  events.forEach((event, e) =>
    earlier.forEach((judged, j) => {
      const overlap = overlapOf(event, judged)
      if (overlap > 0) pairs.push({ event: e, judged: j, overlap })
    })
  )
  pairs.sort((a, b) => b.overlap - a.overlap || a.event - b.event || a.judged - b.judged)
  const taken: (T | null)[] = events.map(() => null)
  const used = new Set<number>()
  for (const { event, judged } of pairs) {
    if (taken[event] || used.has(judged)) continue
    taken[event] = earlier[judged]!
    used.add(judged)
  }
  return { taken, left: earlier.filter((_, j) => !used.has(j)) }
}

/** Intersection over union of two frame ranges, 0 where they share no frame. */
export function overlapOf(a: FrameRange, b: FrameRange): number {
  const shared = Math.min(a.last, b.last) - Math.max(a.first, b.first) + 1
  if (shared <= 0) return 0
  return shared / (Math.max(a.last, b.last) - Math.min(a.first, b.first) + 1)
}

/** The part of a frame range (0..1) that lies within another. */
export function partWithin(range: FrameRange, other: FrameRange): number {
  const shared = Math.min(range.last, other.last) - Math.max(range.first, other.first) + 1
  return Math.max(0, shared) / (range.last - range.first + 1)
}
