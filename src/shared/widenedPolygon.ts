import type { Polygon } from './lanes.ts'

/**
 * The outline of a lane region that a rule widens: on each row by `margin` times the region's width there, to both
 * sides. Exact for outlines that cross each row twice, as lanes do; others become their outermost sides.
 *
 * @param polygon unit picture coordinates
 */
export function widenedPolygon(polygon: Polygon, margin: number): Polygon {
  if (margin === 0) return polygon
  const rows = [...new Set(polygon.map(([, y]) => y))].sort((a, b) => a - b)
  const left: Polygon = []
  const right: Polygon = []
  for (const y of rows) {
    const { from, to } = crossings(polygon, y)
    left.push([from - margin * (to - from), y])
    right.push([to + margin * (to - from), y])
  }
  return [...left, ...right.reverse()]
}

/** Where an outline crosses a row at which one of its vertices lies, farthest to the left and to the right. */
function crossings(polygon: Polygon, y: number): { from: number; to: number } {
  let from = Infinity
  let to = -Infinity
  polygon.forEach(([x0, y0], i) => {
    const [x1, y1] = polygon[(i + 1) % polygon.length]!
    if (Math.min(y0, y1) > y || Math.max(y0, y1) < y) return
    const crossed = y0 === y1 ? [x0, x1] : [x0 + ((y - y0) / (y1 - y0)) * (x1 - x0)]
    from = Math.min(from, ...crossed)
    to = Math.max(to, ...crossed)
  })
  return { from, to }
}
