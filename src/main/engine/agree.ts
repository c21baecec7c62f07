/** Two engines agree on a result where their disagreement is at most this (float32, different orders of sums). */
export const agreement = 1e-4

/**
 * The part of a map's values that may differ by any amount: where a unit lies at the kink of its ReLU, rounding alone
 * decides on which side, and with it the gradient of the few pixels that the unit sees.
 */
export const kinks = 1e-3

/**
 * The largest difference between two results, relative to the largest absolute value of either: 0 where they are
 * equal, Infinity where one has a value that is not a number. Throws a RangeError where the lengths differ.
 *
 * @param spared part of the values, those that differ most, that does not count
 */
export function disagreement(a: Float32Array, b: Float32Array, spared = 0): number {
  if (a.length !== b.length) throw new RangeError(`results of ${a.length} and ${b.length} values cannot be compared`)
  const differences = new Float32Array(a.length)
  let largest = 0
  for (let i = 0; i < a.length; i++) {
    const [left, right] = [a[i]!, b[i]!]
    if (!Number.isFinite(left) || !Number.isFinite(right)) return Infinity
    differences[i] = Math.abs(left - right)
    largest = Math.max(largest, Math.abs(left), Math.abs(right))
  }
  if (largest === 0) return 0
  const counted = a.length - Math.floor(spared * a.length)
  return differences.sort()[counted - 1]! / largest
}
