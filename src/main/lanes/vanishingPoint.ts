import { CORRIDOR_MARGIN, type LaneRegion, type Polygon, type VanishingPoint } from '../../shared/lanes.ts'

/** Rows at which a region's sides are looked at, as parts of its height from its lower end. */
const ROWS = [0.1, 0.35, 0.6]
/** Sides that miss a straight line by more than this part of the picture's width are bends. */
const STRAIGHT = 0.006
/** A region of less than this height tells no direction. */
const LOWEST = 0.15
const SURE = 0.6
/** Fewer frames say nothing of the drive. */
const FEWEST = 10

/** Where the sides of one region meet, in unit picture coordinates, and how they widen from there. */
export interface MeetingPoint {
  x: number
  y: number
  /** Width for each picture height below the point. */
  spread: number
}

/**
 * Where the two sides of the lane meet: medians over the frames in which they are straight, so that a bend that looks
 * straight does not count.
 *
 * @returns null where too few frames show a straight lane
 */
export function vanishingPoint(found: readonly MeetingPoint[]): VanishingPoint | null {
  if (found.length < FEWEST) return null
  const median = (part: 'x' | 'y' | 'spread'): number =>
    found.map((point) => point[part]).sort((a, b) => a - b)[found.length >> 1]!
  return { x: median('x'), y: median('y'), spread: median('spread'), frames: found.length }
}

/** Null where the region is unsure, or bends. Lanes that were drawn may have any shape, and count for nothing. */
export function meetingPoint(region: LaneRegion | null): MeetingPoint | null {
  if (!region || region.confidence < SURE || (region.source !== 'detected' && region.source !== 'imported')) return null
  const { polygon } = region
  const rows = polygon.map(([, y]) => y)
  const bottom = Math.min(1, Math.max(...rows))
  const height = bottom - Math.min(...rows)
  if (height < LOWEST) return null
  const spans = ROWS.map((part) => spanAt(polygon, bottom - part * height))
  const [low, middle, high] = spans
  if (!low || !middle || !high) return null
  const between = (a: number, b: number): number => a + ((b - a) * (middle.y - low.y)) / (high.y - low.y)
  const miss = Math.max(
    Math.abs(middle.from - between(low.from, high.from)),
    Math.abs(middle.to - between(low.to, high.to))
  )
  const [wide, narrow] = [low.to - low.from, high.to - high.from]
  if (miss > STRAIGHT || narrow >= wide) return null
  const spread = (wide - narrow) / (low.y - high.y)
  const up = wide / spread
  const lean = (high.from - low.from) / (low.y - high.y)
  // Both lines of paint belong to the corridor and a margin beyond; its middle is the lane's.
  return { x: low.from + lean * up, y: low.y - up, spread: spread / (1 + 2 * CORRIDOR_MARGIN) }
}

function spanAt(polygon: Polygon, y: number): { y: number; from: number; to: number } | null {
  const xs = polygon.flatMap(([x, at], i): number[] => {
    const [nextX, nextAt] = polygon[(i + 1) % polygon.length]!
    return at <= y === nextAt <= y ? [] : [x + ((y - at) / (nextAt - at)) * (nextX - x)]
  })
  return xs.length < 2 ? null : { y, from: Math.min(...xs), to: Math.max(...xs) }
}
