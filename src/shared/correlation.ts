/** Fewer pairs than this say nothing of a drive. */
const LEAST = 20
/** Values whose standard deviation is no more than this part of their mean differ by rounding alone. */
const ROUNDING = 1e-6

type Values = ArrayLike<number | null>

/**
 * Pearson's correlation coefficient of the pairs in which both are known.
 * @param least fewer pairs than this say nothing
 * @returns null where they are too few, do not vary, or are not finite
 */
export function correlation(a: Values, b: Values, least = LEAST): number | null {
  let [n, meanA, meanB] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] ?? null, b[i] ?? null]
    if (x === null || y === null) continue
    n++
    meanA += (x - meanA) / n
    meanB += (y - meanB) / n
  }
  let [varianceA, varianceB, shared] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] ?? null, b[i] ?? null]
    if (x === null || y === null) continue
    varianceA += (x - meanA) ** 2 / n
    varianceB += (y - meanB) ** 2 / n
    shared += ((x - meanA) * (y - meanB)) / n
  }
  const varies = Math.sqrt(varianceA) > ROUNDING * Math.abs(meanA) && Math.sqrt(varianceB) > ROUNDING * Math.abs(meanB)
  const r = shared / Math.sqrt(varianceA * varianceB)
  return n >= least && varies && Number.isFinite(r) ? Math.min(1, Math.max(-1, r)) : null
}
