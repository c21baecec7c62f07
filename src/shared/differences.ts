type Curve = ArrayLike<number | null | undefined>

/**
 * One curve less another of the same drive, frame by frame, as far as both go: above 0 where the first is larger, which
 * of steering is farther to the left. Null where one of them is unknown.
 */
export function differences(a: Curve, b: Curve): (number | null)[] {
  return Array.from({ length: Math.min(a.length, b.length) }, (_, frame) => {
    const [one, other] = [a[frame] ?? null, b[frame] ?? null]
    return one === null || other === null ? null : one - other
  })
}
