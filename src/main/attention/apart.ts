import type { Apart, Moment } from '../../shared/api.ts'
import { quantile } from '../../shared/quantile.ts'
import { TOLERANCE } from './smoothing.ts'

/** Two moments nearer than this look the same. */
const SECONDS_BETWEEN = 1
/** So many are enough to walk through. */
const MOST = 20

/**
 * How far two curves of a drive are apart.
 * @param differences signed, one a frame; null where one of both is unknown
 * @param times seconds, one a frame, not falling
 * @param same differences up to this are none to look at
 * @returns null where no frame has both
 */
export function apart(differences: readonly (number | null)[], times: ArrayLike<number>, same: number): Apart | null {
  const amounts = differences.filter((value) => value !== null).map(Math.abs)
  if (amounts.length === 0) return null
  return {
    frames: amounts.length,
    mean: amounts.reduce((sum, value) => sum + value, 0) / amounts.length,
    median: quantile(amounts, 0.5),
    high: quantile(amounts, 0.95),
    largest: amounts.reduce((most, value) => Math.max(most, value), 0),
    moments: farthest(differences, times, same)
  }
}

/** The frames with the largest differences, the largest first, each the largest within a second around those after it. */
function farthest(differences: readonly (number | null)[], times: ArrayLike<number>, same: number): Moment[] {
  const amount = (frame: number): number => Math.abs(differences[frame] ?? 0)
  const order = differences
    .map((_, frame) => frame)
    .filter((frame) => amount(frame) > same)
    .sort((a, b) => amount(b) - amount(a) || a - b)
  const chosen: number[] = []
  for (const frame of order) {
    if (chosen.length === MOST) break
    if (chosen.every((other) => Math.abs(times[other]! - times[frame]!) >= SECONDS_BETWEEN - TOLERANCE))
      chosen.push(frame)
  }
  return chosen.map((frame) => ({ frame, seconds: times[frame]! - times[0]!, difference: differences[frame]! }))
}
