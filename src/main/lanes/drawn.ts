import type { LaneKeyframe, LaneRegion, Polygon } from '../../shared/lanes.ts'

type Vertex = Polygon[number]

/**
 * The lane region that a person drew, at a frame. One keyframe holds for the whole drive; before the first and
 * after the last keyframe their polygons hold; between two the outline is interpolated by arc length, so that
 * polygons of different vertex counts blend.
 *
 * @param keyframes in rising frame order
 * @returns null where nothing was drawn
 */
export function drawnRegion(keyframes: readonly LaneKeyframe[], frame: number): LaneRegion | null {
  const after = keyframes.findIndex((keyframe) => keyframe.frame >= frame)
  const next = keyframes[after < 0 ? keyframes.length - 1 : after]
  if (!next) return null
  const before = after > 0 ? keyframes[after - 1]! : next
  const polygon =
    after <= 0 || next.frame === frame
      ? next.polygon
      : blendOutlines(before.polygon, next.polygon, (frame - before.frame) / (next.frame - before.frame))
  return { polygon, confidence: 1, source: 'drawn' }
}

/**
 * The outline a part (0..1) of the way from a to b. With equally many vertices each goes to its counterpart, so that a
 * person who moves one corner moves only that corner. Otherwise outlines are matched side by side, from corner to
 * corner, by their length; the vertices of both are kept.
 */
export function blendOutlines(a: Polygon, b: Polygon, part: number): Polygon {
  const [from, to] = [outlineOf(a), outlineOf(b)]
  if (a.length === b.length) return from.vertices.map((vertex, i) => blend(vertex, to.vertices[i]!, part))
  const stations = [...new Set([...from.stations, ...to.stations])].sort((p, q) => p - q)
  return stations.map((station) => blend(pointAt(from, station), pointAt(to, station), part))
}

/** An outline, clockwise as seen from its lower left corner on, with the place of each vertex along its four sides. */
interface Outline {
  vertices: Polygon
  /** 0 lower left, 1 upper left, 2 upper right, 3 lower right, 4 lower left again; between corners by length. */
  stations: number[]
}

function outlineOf(polygon: Polygon): Outline {
  const round = clockwise(polygon)
  const [first, ...others] = cornersOf(round)
  const vertices = [...round.slice(first), ...round.slice(0, first)]
  const corners = [0, ...others.map((corner) => (corner - first + round.length) % round.length), round.length]
  const stations = vertices.map(() => 0)
  for (let side = 0; side < 4; side++) {
    const [begin, end] = [corners[side]!, corners[side + 1]!]
    let along = 0
    for (let i = begin; i < end; i++) {
      stations[i] = along
      along += distance(vertices[i]!, vertices[(i + 1) % vertices.length]!)
    }
    for (let i = begin; i < end; i++) stations[i] = side + (along > 0 ? stations[i]! / along : 0)
  }
  return { vertices, stations }
}

/** Indices of the lower left, upper left, upper right and lower right corner of a clockwise outline, in that order around it. */
function cornersOf(polygon: Polygon): [number, number, number, number] {
  const [xs, ys] = [polygon.map(([x]) => x), polygon.map(([, y]) => y)]
  const [left, top] = [Math.min(...xs), Math.min(...ys)]
  const [width, height] = [Math.max(...xs) - left || 1, Math.max(...ys) - top || 1]
  const farthest = (right: 1 | -1, down: 1 | -1): number => {
    const reach = ([x, y]: Vertex): number => (right * (x - left)) / width + (down * (y - top)) / height
    return polygon.reduce((best, vertex, i) => (reach(vertex) > reach(polygon[best]!) + 1e-9 ? i : best), 0)
  }
  const count = polygon.length
  const first = farthest(-1, 1)
  // Odd shapes may have their corners in another order; a corner then is no earlier than the one before.
  let last = 0
  const inOrder = (
    [
      [-1, -1],
      [1, -1],
      [1, 1]
    ] as const
  ).map(([right, down]) => {
    last = Math.max(last, (farthest(right, down) - first + count) % count)
    return (first + last) % count
  })
  return [first, ...inOrder] as [number, number, number, number]
}

function blend(a: Vertex, b: Vertex, part: number): Vertex {
  return [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part]
}

function distance(a: Vertex, b: Vertex): number {
  return Math.hypot(b[0] - a[0], b[1] - a[1])
}

/** Clockwise as seen (y down). */
function clockwise(polygon: Polygon): Polygon {
  let doubleArea = 0
  polygon.forEach(([x, y], i) => {
    const [nextX, nextY] = polygon[(i + 1) % polygon.length]!
    doubleArea += x * nextY - nextX * y
  })
  return doubleArea < 0 ? [...polygon].reverse() : polygon
}

function pointAt({ vertices, stations }: Outline, station: number): Vertex {
  const i = Math.max(
    0,
    stations.findLastIndex((at) => at <= station)
  )
  const from = stations[i]!
  const to = stations[i + 1] ?? 4
  return blend(vertices[i]!, vertices[(i + 1) % vertices.length]!, to > from ? (station - from) / (to - from) : 0)
}
