/** Fewer pairs than this say nothing. */
const LEAST = 20

/** Pearson's correlation coefficient of the pairs in which both are known; null where they are too few or do not vary. */
export function correlation(a: readonly (number | null)[], b: readonly (number | null)[]): number | null {
  let [n, sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] ?? null, b[i] ?? null]
    if (x === null || y === null) continue
    n++
    sumA += x
    sumB += y
    sumAA += x * x
    sumBB += y * y
    sumAB += x * y
  }
  const spread = (n * sumAA - sumA * sumA) * (n * sumBB - sumB * sumB)
  return n < LEAST || !(spread > 0) ? null : (n * sumAB - sumA * sumB) / Math.sqrt(spread)
}
