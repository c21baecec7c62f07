import type { Polygon } from '../../shared/lanes.ts'

/** From the first to the last crossing of a row by an outline; null where it does not cross it. y as the outline's. */
export function rowSpan(polygon: Polygon, y: number): [from: number, to: number] | null {
  let [from, to] = [Infinity, -Infinity]
  let before = polygon[polygon.length - 1]!
  for (const vertex of polygon) {
    if (before[1] <= y !== vertex[1] <= y) {
      const x = before[0] + ((y - before[1]) / (vertex[1] - before[1])) * (vertex[0] - before[0])
      from = Math.min(from, x)
      to = Math.max(to, x)
    }
    before = vertex
  }
  return from <= to ? [from, to] : null
}
