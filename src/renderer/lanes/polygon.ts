import type { Polygon } from '../../shared/lanes.ts'

/** Vertices in unit picture coordinates while they are drawn; a Polygon once there are three. */
export type Point = readonly [x: number, y: number]
export type Vertices = readonly Point[]

/** The largest number of vertices that can be stored. */
const mostVertices = 64

/** Puts a vertex at the end. */
export function appended(vertices: Vertices, point: Point): Vertices {
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

/** Puts a vertex where it lengthens the outline least: into the edge next to it. `index` is that of the new vertex. */
export function inserted(vertices: Vertices, point: Point): { vertices: Vertices; index: number } {
  if (vertices.length < 3) return { vertices: appended(vertices, point), index: vertices.length }
  if (vertices.length >= mostVertices) return { vertices, index: vertices.length - 1 }
  const detours = vertices.map((from, i) => {
    const to = vertices[(i + 1) % vertices.length] ?? from
    return distance(from, point) + distance(point, to) - distance(from, to)
  })
  const index = detours.indexOf(Math.min(...detours)) + 1
  return { vertices: vertices.toSpliced(index, 0, kept(point)), index }
}

/**
 * The point, or what lies within `reach` of it: a vertex of the guides, else the nearest place on their outlines, else
 * a border of the picture.
 * @param reach in unit picture coordinates, on each axis
 */
export function snapped(point: Point, guides: readonly Vertices[], reach: Point): Point {
  // In units of the reach, distances are round on the screen.
  const scaled = ([x, y]: Point): Point => [x / reach[0], y / reach[1]]
  const away = (other: Point): number => distance(scaled(point), scaled(other))
  const nearest = (points: readonly Point[]): Point | null => {
    const near = points.filter((candidate) => away(candidate) <= 1)
    return near.length > 0 ? near.reduce((best, next) => (away(next) < away(best) ? next : best)) : null
  }
  const onEdges = guides.flatMap((guide) =>
    guide.map((from, i): Point => {
      const [a, b, p] = [from, guide[(i + 1) % guide.length] ?? from, point].map(scaled) as [Point, Point, Point]
      const [dx, dy] = [b[0] - a[0], b[1] - a[1]]
      const along = ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / (dx * dx + dy * dy || 1)
      const part = Math.min(1, Math.max(0, along))
      return [(a[0] + part * dx) * reach[0], (a[1] + part * dy) * reach[1]]
    })
  )
  const found = nearest(guides.flat()) ?? nearest(onEdges)
  if (found) return found
  const border = (value: number, near: number): number => (value < near ? 0 : value > 1 - near ? 1 : value)
  return [border(point[0], reach[0]), border(point[1], reach[1])]
}

/** Where a lane that a person shows by two clicks ends below the vanishing point, as a part of the way down. */
const farEnd = 0.12

/**
 * A straight lane from two clicks: the point where its sides meet, and a point on one of them. The other side leads
 * from the same point to the mirrored place at the lower edge, for the camera is in the middle of the car and the car
 * about in that of its lane. null where the second point is not below the first.
 */
export function trapezoid(vanishing: Point, onSide: Point): Vertices | null {
  const [x, y] = vanishing
  const down = onSide[1] - y
  if (down < 0.02) return null
  const foot = x + ((onSide[0] - x) * (1 - y)) / down
  const [left, right] = [Math.min(foot, 1 - foot), Math.max(foot, 1 - foot)]
  const at = (side: number, part: number): Point => [x + (side - x) * part, y + (1 - y) * part]
  return [at(left, farEnd), at(right, farEnd), at(right, 1), at(left, 1)]
}

/** Moves a vertex, as far as the picture goes. */
export function moved(vertices: Vertices, index: number, to: Point): Vertices {
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

function distance(a: Point, b: Point): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1])
}

function kept([x, y]: Point): Point {
  return [Math.min(1, Math.max(0, x)), Math.min(1, Math.max(0, y))]
}
