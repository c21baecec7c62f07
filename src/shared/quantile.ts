/**
 * The value below which a part q (0..1) of the values lie, interpolated linearly between neighbours (type 7 of
 * Hyndman and Fan 1996); 0 for no values.
 */
export function quantile(values: ArrayLike<number>, q: number): number {
  if (values.length === 0) return 0
  const sorted = Float64Array.from(values).sort()
  const at = q * (sorted.length - 1)
  const below = sorted[Math.floor(at)]!
  const above = sorted[Math.ceil(at)]!
  return below + (above - below) * (at - Math.floor(at))
}
