/** Two engines agree on a result where their disagreement is at most this (float32, different orders of sums). */
export const agreement = 1e-4

/**
 * The largest difference between two results, relative to the largest absolute value of either: 0 where they are
 * equal, Infinity where one has a value that is not a number. Throws a RangeError where the lengths differ.
 */
export function disagreement(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) throw new RangeError(`results of ${a.length} and ${b.length} values cannot be compared`)
  let difference = 0
  let largest = 0
  for (let i = 0; i < a.length; i++) {
    const [left, right] = [a[i]!, b[i]!]
    if (!Number.isFinite(left) || !Number.isFinite(right)) return Infinity
    difference = Math.max(difference, Math.abs(left - right))
    largest = Math.max(largest, Math.abs(left), Math.abs(right))
  }
  return largest === 0 ? 0 : difference / largest
}
