/** A curve in a box 100 wide and 1 high, 0 at its upper edge. */
interface CurveInBox {
  /** For an SVG polyline. */
  points: string
  least: number
  most: number
  /** Where the value 0 is; null where the curve does not come near it. */
  zero: number | null
}

/** Values, two at least, from left to right; the smallest at the lower edge, the largest at the upper one. */
export function curveInBox(values: readonly number[]): CurveInBox {
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const height = (value: number): number => (most > least ? 1 - (value - least) / (most - least) : 0.5)
  const points = values.map((value, i) => `${(100 * i) / (values.length - 1)},${height(value)}`).join(' ')
  return { points, least, most, zero: least <= 0 && most >= 0 ? height(0) : null }
}
