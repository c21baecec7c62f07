import type { Coverage } from './hiddenPicture.ts'

/** Squares of a picture, row by row, that are hidden one after the other: single pixels would leave the picture readable. */
export interface Cells {
  width: number
  height: number
  /** In pixels; the last column and row may be cut off. */
  side: number
  columns: number
  count: number
}

/** Cells a height: six pixels in the 66 rows of DAVE-2. */
const ROWS = 11

export function cellsOf({ width, height }: { width: number; height: number }): Cells {
  const side = Math.max(1, Math.round(height / ROWS))
  const columns = Math.ceil(width / side)
  return { width, height, side, columns, count: columns * Math.ceil(height / side) }
}

/** The cell of each pixel, row-major. */
function cellOfPixel({ width, height, side, columns }: Cells): Uint32Array {
  return Uint32Array.from(
    { length: width * height },
    (_, i) => Math.floor(Math.floor(i / width) / side) * columns + Math.floor((i % width) / side)
  )
}

/** The sum of values over the pixels of each cell. @param values row-major [height, width] */
export function sumsOfCells(cells: Cells, values: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(cells.count)
  cellOfPixel(cells).forEach((cell, pixel) => (sums[cell]! += values[pixel]!))
  return sums
}

/** The pixels of some cells, as far as they lie in `within`. */
export function coverageOf(cells: Cells, chosen: Iterable<number>, within: Coverage | null = null): Coverage {
  const hidden = new Set(chosen)
  return Float32Array.from(cellOfPixel(cells), (cell, pixel) => (hidden.has(cell) ? (within?.[pixel] ?? 1) : 0))
}

/** Cells that have something of what is asked for, those with the most of it a pixel first. */
export function brightestFirst(sums: ArrayLike<number>, areas: ArrayLike<number>): number[] {
  return Array.from({ length: sums.length }, (_, cell) => cell)
    .filter((cell) => areas[cell]! > 0)
    .sort((a, b) => sums[b]! / areas[b]! - sums[a]! / areas[a]! || a - b)
}
