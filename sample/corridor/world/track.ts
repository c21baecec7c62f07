import type { Random } from '../../world/random.ts'

/** The middle line of a road or track on the plane, in steps of `step` metres. Left and curvature are positive to the left. */
export interface Track {
  step: number
  x: Float64Array
  y: Float64Array
  heading: Float64Array
}

export interface BendPlan {
  /** Metres. */
  length: number
  step: number
  /** The tightest bend's radius, in metres. */
  tightest: number
  /** How much of it is straight, 0..1. */
  straight: number
}

/** Straights and bends in random order, joined by transitions; straight ahead at the start. */
export function createTrack(random: Random, { length, step, tightest, straight }: BendPlan): Track {
  const count = Math.ceil(length / step) + 1
  const curvature = new Float64Array(count)
  for (let i = 0; i < count;) {
    const bend = random.chance(straight) ? 0 : (random.chance(0.5) ? 1 : -1) * random.next() ** 1.6
    // A bend turns by at most about a U.
    const most = bend === 0 ? length / 3 : Math.min(length / 2, 3.4 / (Math.abs(bend) / tightest))
    const stretch = Math.max(3, Math.round((random.range(0.15, 1) * most) / step))
    curvature.fill(bend / tightest, i, i + stretch)
    i += stretch
  }
  const transition = Math.max(1, Math.round((tightest * random.range(0.15, 0.6)) / step))
  const smooth = movingMean(movingMean(curvature, transition), transition)
  const track = { step, x: new Float64Array(count), y: new Float64Array(count), heading: new Float64Array(count) }
  for (let i = 1; i < count; i++) {
    const heading = track.heading[i - 1]! + smooth[i]! * step
    track.heading[i] = heading
    track.x[i] = track.x[i - 1]! + Math.cos(heading) * step
    track.y[i] = track.y[i - 1]! + Math.sin(heading) * step
  }
  return track
}

function movingMean(values: Float64Array, reach: number): Float64Array {
  const sums = new Float64Array(values.length + 1)
  values.forEach((value, i) => (sums[i + 1] = sums[i]! + value))
  return values.map((_, i) => {
    const from = Math.max(0, i - reach)
    const to = Math.min(values.length, i + reach + 1)
    return (sums[to]! - sums[from]!) / (to - from)
  })
}

/** A place beside the track: metres along it and to its left. */
export interface Place {
  s: number
  d: number
}

/** The point at a place, and the direction of the track there. */
export function pointAt(track: Track, { s, d }: Place): { x: number; y: number; heading: number } {
  const at = Math.max(0, Math.min(track.x.length - 1.001, s / track.step))
  const i = Math.floor(at)
  const part = at - i
  const heading = track.heading[i]! + (track.heading[i + 1]! - track.heading[i]!) * part
  const x = track.x[i]! + (track.x[i + 1]! - track.x[i]!) * part
  const y = track.y[i]! + (track.y[i + 1]! - track.y[i]!) * part
  return { x: x - Math.sin(heading) * d, y: y + Math.cos(heading) * d, heading }
}

/** The part of a track that is seen from somewhere, in the axes of who looks: x ahead, y to the left. */
export interface SeenTrack {
  step: number
  /** Metres along the track of the first sample. */
  from: number
  x: Float64Array
  y: Float64Array
}

/** What of a track lies behind by at most `back` and ahead by at most `ahead` metres, every `every`-th sample. */
export function seenFrom(track: Track, place: Place, turn: number, reach: { back: number; ahead: number }): SeenTrack {
  const eye = pointAt(track, place)
  const heading = eye.heading + turn
  const [cos, sin] = [Math.cos(heading), Math.sin(heading)]
  const first = Math.max(0, Math.floor((place.s - reach.back) / track.step))
  const last = Math.min(track.x.length - 1, Math.ceil((place.s + reach.ahead) / track.step))
  const x = new Float64Array(last - first + 1)
  const y = new Float64Array(last - first + 1)
  for (let i = first; i <= last; i++) {
    const [dx, dy] = [track.x[i]! - eye.x, track.y[i]! - eye.y]
    x[i - first] = cos * dx + sin * dy
    y[i - first] = cos * dy - sin * dx
  }
  return { step: track.step, from: first * track.step, x, y }
}

/** The sample that is nearest to a point, of all. */
export function nearestSample({ x, y }: SeenTrack, px: number, py: number, every: number): number {
  let best = 0
  let least = Infinity
  for (let i = 0; i < x.length; i += every) {
    const square = (x[i]! - px) ** 2 + (y[i]! - py) ** 2
    if (square < least) [least, best] = [square, i]
  }
  return best
}

/** Where a point lies along and beside the track, from a sample that is near it; fills `into` and gives the sample. */
export function placeNear(track: SeenTrack, px: number, py: number, start: number, into: Place): number {
  const { x, y, step, from } = track
  let i = start
  let least = (x[i]! - px) ** 2 + (y[i]! - py) ** 2
  for (const way of [1, -1]) {
    for (let next = i + way; next >= 0 && next < x.length; next += way) {
      const square = (x[next]! - px) ** 2 + (y[next]! - py) ** 2
      if (square >= least) break
      least = square
      i = next
    }
  }
  const a = i > 0 ? i - 1 : i
  const b = i < x.length - 1 ? i + 1 : i
  const [tx, ty] = [x[b]! - x[a]!, y[b]! - y[a]!]
  const length = Math.hypot(tx, ty) || 1
  const [dx, dy] = [px - x[i]!, py - y[i]!]
  into.s = from + i * step + (dx * tx + dy * ty) / length
  into.d = (tx * dy - ty * dx) / length
  return i
}
