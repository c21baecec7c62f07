/** Running sums along the rows of a map: what lies to the left of an edge takes a look at the pixels it crosses only. */
export interface RowIntegrals {
  width: number
  height: number
  /** Sum of each row. */
  totals: Float64Array
  /** Row-major [height, width + 1]: the sum of the pixels to the left of each pixel's left side. */
  before: Int32Array
}

/** Edges that run over less of x than this are upright. */
const UPRIGHT = 1e-6

export function createRowIntegrals({ width, height }: { width: number; height: number }): RowIntegrals {
  return { width, height, totals: new Float64Array(height), before: new Int32Array(height * (width + 1)) }
}

/** Fills the integrals with those of a map, row-major [height, width], 8 bit. */
export function integrateRows({ width, height, totals, before }: RowIntegrals, data: Uint8Array): void {
  let at = 0
  let pixel = 0
  for (let y = 0; y < height; y++) {
    let sum = 0
    before[at++] = 0
    for (let x = 0; x < width; x++) {
      sum += data[pixel++]!
      before[at++] = sum
    }
    totals[y] = sum
  }
}

/**
 * The part of a row's sum that lies to the left of an edge which runs from x = a to x = b over the row's height, in
 * pixels; exact, with pixels that the edge crosses in proportion.
 */
export function sumLeftOf({ width, before }: RowIntegrals, row: number, a: number, b: number): number {
  const start = row * (width + 1)
  const from = a < b ? a : b
  const to = a < b ? b : a
  const run = to - from
  // Within one pixel, or beyond the row, the running sum is straight, and its mean over the edge lies in the middle.
  if (run < UPRIGHT || to <= 0 || from >= width || to <= Math.floor(from) + 1)
    return sumTo(before, start, width, (from + to) / 2)
  let integral = 0
  let x = Math.max(0, from)
  const end = Math.min(width, to)
  while (x < end) {
    const next = Math.min(end, Math.floor(x) + 1)
    integral += (next - x) * sumTo(before, start, width, (x + next) / 2)
    x = next
  }
  return (integral + Math.max(0, to - width) * before[start + width]!) / run
}

/** The sum of a row's pixels up to an x. */
function sumTo(before: Int32Array, start: number, width: number, x: number): number {
  if (x <= 0) return 0
  if (x >= width) return before[start + width]!
  const pixel = Math.floor(x)
  const sum = before[start + pixel]!
  return sum + (before[start + pixel + 1]! - sum) * (x - pixel)
}
