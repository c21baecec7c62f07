/**
 * The margins by which a rule can widen the lane: this part of the lane's width on each side, row by row. Scores are
 * kept for each of them, so that changing the margin reads no map again.
 */
export const MARGIN_STEP = 0.05
export const LARGEST_MARGIN = 0.3

export const margins: readonly number[] = Array.from(
  { length: Math.round(LARGEST_MARGIN / MARGIN_STEP) + 1 },
  (_, i) => i * MARGIN_STEP
)

/** Place in `margins` of the one nearest to a margin. */
export function marginIndex(margin: number): number {
  return Math.min(margins.length - 1, Math.max(0, Math.round(margin / MARGIN_STEP)))
}
