import { type Cells, coverageOf, sumsOfCells } from './cells.ts'
import type { Coverage } from './hiddenPicture.ts'

/**
 * The part of a place that a map marks most, cell by cell, up to an area.
 * @param map values >= 0, row-major [height, width]
 * @param place of each pixel how much lies in it, 0..1
 * @param area in pixels
 * @returns of each pixel how much is to be hidden, 0..1; the last cell may go beyond the area
 */
export function mostMarked(cells: Cells, map: ArrayLike<number>, place: Coverage, area: number): Coverage {
  const areas = sumsOfCells(cells, place)
  const marked = sumsOfCells(
    cells,
    place.map((part, pixel) => part * map[pixel]!)
  )
  // A sliver of a cell is not worth its place: the mass decides, not the mass a pixel.
  const order = Array.from({ length: cells.count }, (_, cell) => cell).sort((a, b) => marked[b]! - marked[a]! || a - b)
  const chosen: number[] = []
  let hidden = 0
  for (const cell of order) {
    if (hidden >= area) break
    if (areas[cell]! === 0 || marked[cell]! === 0) continue
    chosen.push(cell)
    hidden += areas[cell]!
  }
  return coverageOf(cells, chosen, place)
}
