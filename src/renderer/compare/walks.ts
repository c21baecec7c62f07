import type { ComparedPair } from '../../shared/api.ts'
import type { FrameTimes } from '../frames/frameTimes.ts'

/** What a list of frames to walk through is of. */
export const walkIds = ['steering', 'attention', 'aAlone', 'bAlone'] as const
export type WalkId = (typeof walkIds)[number]

/** A frame to go to. */
export interface Stop {
  frame: number
  /** From frame 0, in seconds: where it lies, or a stretch around it begins. */
  seconds: number
  /** How long the stretch lasts; null for a single frame. */
  lasts: number | null
  /** The first of the pair less the second; null where stretches are listed. */
  difference: number | null
}

/** The frames of one list: those that are farthest apart first, stretches in order of time. */
export function stopsOf(pair: ComparedPair, walk: WalkId, times: Pick<FrameTimes, 'at'>): Stop[] {
  if (walk === 'steering' || walk === 'attention')
    return (pair[walk]?.moments ?? []).map((moment) => ({ ...moment, lasts: null }))
  return pair.leftAlone[walk === 'aAlone' ? 'a' : 'b'].map(({ first, worst, seconds }) => ({
    frame: worst,
    seconds: times.at(first),
    lasts: seconds,
    difference: null
  }))
}

/** The next (1) or last (-1) stop in the list's own order; from elsewhere on the drive, the nearest that lies ahead of it. */
export function neighbour(stops: readonly Stop[], current: Stop | null, frame: number, direction: 1 | -1): Stop | null {
  const at = current === null ? -1 : stops.findIndex((stop) => stop.frame === current.frame)
  if (at >= 0) return stops[at + direction] ?? null
  const placed = stops.toSorted((a, b) => (a.frame - b.frame) * direction)
  return placed.find((stop) => (stop.frame - frame) * direction > 0) ?? null
}
