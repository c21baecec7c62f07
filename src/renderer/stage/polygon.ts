import type { Polygon } from '../../shared/lanes.ts'

/** Vertices in unit picture coordinates while they are drawn; a Polygon once there are three. */
export type Vertices = readonly (readonly [x: number, y: number])[]

/** The largest number of vertices that can be stored. */
export const mostVertices = 64

/** Puts a vertex at the end. */
export function appended(vertices: Vertices, point: readonly [number, number]): Vertices {
  return vertices.length < mostVertices ? [...vertices, kept(point)] : vertices
}

/** Puts a vertex into the edge that starts at `index`, at its middle. */
export function split(vertices: Vertices, index: number): Vertices {
  const from = vertices[index]
  const to = vertices[(index + 1) % vertices.length]
  if (!from || !to || vertices.length >= mostVertices) return vertices
  const middle = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2] as const
  return vertices.toSpliced(index + 1, 0, middle)
}

/** Moves a vertex, as far as the picture goes. */
export function moved(vertices: Vertices, index: number, to: readonly [number, number]): Vertices {
  return vertices.with(index, kept(to))
}

export function removed(vertices: Vertices, index: number): Vertices {
  return vertices.toSpliced(index, 1)
}

/** The vertices as a polygon that can be stored; null while there are fewer than three. */
export function asPolygon(vertices: Vertices): Polygon | null {
  return vertices.length >= 3 ? vertices.map(([x, y]) => [x, y]) : null
}

/** The `points` of an SVG polygon in a box of `width` x `height`. */
export function svgPoints(vertices: Vertices, width: number, height: number): string {
  return vertices.map(([x, y]) => `${(x * width).toFixed(1)},${(y * height).toFixed(1)}`).join(' ')
}

function kept([x, y]: readonly [number, number]): readonly [number, number] {
  return [Math.min(1, Math.max(0, x)), Math.min(1, Math.max(0, y))]
}
