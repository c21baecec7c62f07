import { quantile } from '../../shared/quantile.ts'
import type { FoundLane } from './betweenLooks.ts'
import type { CorridorShape } from './corridorShape.ts'

/** Lines that are so sure, and agree with the corridor so far, tell how wide lanes are. */
const [SURE, AGREE] = [0.8, 0.8]
/** A drive that shows them in a smaller part of its looks may have lanes of any width. */
const LEAST = 0.35

/**
 * How wide lanes are on a drive, in picture widths for each picture height below the horizon: the median where lines and
 * corridor are sure of the same lane. null where they seldom are. Where markings cease, it tells the lane from the whole road.
 * @param overlaps of lines and corridor, one a look
 */
export function usualWidth(lines: readonly FoundLane[] | null, overlaps: readonly number[]): number | null {
  const widths = (lines ?? []).flatMap((line, i) =>
    line.lane.confidence < SURE || overlaps[i]! < AGREE ? [] : [widthOfLines(line)]
  )
  return widths.length > 0 && widths.length >= LEAST * overlaps.length ? quantile(widths, 0.5) : null
}

/** A corridor that is right by so much, in percent, tells how wide the lane is. */
const RIGHT = 75

/**
 * The same as corridors tell it: the median of those that are likely right. null where they seldom are, and without lines,
 * whose horizon it takes to know a width.
 * @param widths of the corridors (see widthOf), one a look
 * @param isRight percent, one a look
 */
export function usualCorridorWidth(widths: readonly (number | null)[], isRight: readonly number[]): number | null {
  const known = widths.filter((width, i) => width !== null && isRight[i]! >= RIGHT).map(Number)
  return known.length > 0 && known.length >= LEAST * widths.length ? quantile(known, 0.5) : null
}

/** The same of the lane that lines show. */
export function widthOfLines({ shape, lane }: FoundLane): number {
  return (lane.right - lane.left) / (1 - shape.horizon)
}

/** Both sides of a row must be so far within the picture. */
const WITHIN = 0.01

/** The same of a corridor: the median of the rows whose sides are both in the picture; null where there are none. */
export function widthOf({ top, bottom, left, right }: CorridorShape, horizon: number): number | null {
  const widths = Array.from(left, (from, i) => {
    const to = right[i]!
    const below = top + ((bottom - top) * i) / (left.length - 1) - horizon
    return from > WITHIN && to < 1 - WITHIN && below > 0.05 ? (to - from) / below : NaN
  }).filter((width) => !Number.isNaN(width))
  return widths.length >= 3 ? quantile(widths, 0.5) : null
}

/** So far off, in logarithms, is far enough. */
const FAR = 1

/** How far a width is from the usual one, in logarithms; 0 where it is off by no more than `same`. */
export function misfit(width: number | null, usual: number, same: number): number {
  return width === null ? 0 : Math.min(FAR, Math.max(0, Math.abs(Math.log(width / usual)) - same))
}
