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

/** The outline a part (0..1) of the way from a to b. Vertices of both are kept, at the same part of the outline. */
export function blendOutlines(a: Polygon, b: Polygon, part: number): Polygon {
  const from = startAtBottomLeft(clockwise(a))
  const to = startAtBottomLeft(clockwise(b))
  const fromLengths = arcLengths(from)
  const toLengths = arcLengths(to)
  // With equal counts vertex belongs to vertex: a person who moves one corner moves only that corner.
  if (from.length === to.length) return from.map((vertex, i) => blend(vertex, to[i]!, part))
  const stations = [...new Set([...fromLengths, ...toLengths])].sort((p, q) => p - q)
  return stations.map((station) => blend(pointAt(from, fromLengths, station), pointAt(to, toLengths, station), part))
}

function blend(a: Vertex, b: Vertex, part: number): Vertex {
  return [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part]
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

/** Outlines must begin at corresponding places: at the vertex farthest to the lower left. */
function startAtBottomLeft(polygon: Polygon): Polygon {
  const key = ([x, y]: Vertex): number => x - y
  const start = polygon.reduce((best, vertex, i) => (key(vertex) < key(polygon[best]!) ? i : best), 0)
  return [...polygon.slice(start), ...polygon.slice(0, start)]
}

/** Part of the whole outline (0..1) at which each vertex lies. */
function arcLengths(polygon: Polygon): number[] {
  const lengths = [0]
  polygon.forEach((vertex, i) => {
    const next = polygon[(i + 1) % polygon.length]!
    lengths.push(lengths[i]! + Math.hypot(next[0] - vertex[0], next[1] - vertex[1]))
  })
  const whole = lengths.pop()!
  return lengths.map((length) => (whole > 0 ? length / whole : 0))
}

function pointAt(polygon: Polygon, lengths: number[], station: number): Vertex {
  let i = lengths.findLastIndex((length) => length <= station)
  if (i < 0) i = 0
  const from = lengths[i]!
  const to = lengths[i + 1] ?? 1
  return blend(polygon[i]!, polygon[(i + 1) % polygon.length]!, to > from ? (station - from) / (to - from) : 0)
}
