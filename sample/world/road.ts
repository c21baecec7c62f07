import type { Landscape } from './landscape.ts'

/**
 * The course of the road. World axes follow ISO 8855: x forward (at the start), y to the left, z up, metres.
 * `s` is the length along the centre line from the start, `offset` the distance from it, positive to the left.
 */
export interface Road {
  length: number
  /** Curvature, 1/m, left-positive. */
  curvature(s: number): number
  /** Direction of travel in radians, counter-clockwise from x. */
  heading(s: number): number
  /** Rise over run in the direction of travel. */
  slope(s: number): number
  point(s: number, offset: number): [x: number, y: number, z: number]
  /** The place beside which (x, y) lies; `near` is a guess of s within about 30 m. */
  locate(x: number, y: number, near: number): { s: number; offset: number }
}

/** Half of the paved width and the width of each of the two lanes, in metres. Traffic keeps to the right. */
export const laneWidth = 3.5
export const pavedHalfWidth = 4.1

/** Lays the road with a curvature at every metre over the land; cuttings and dams even out its height. */
export function layRoad(curvatures: Float64Array, land: Landscape): Road {
  const count = curvatures.length
  const [xs, ys, headings] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)]
  for (let i = 1; i < count; i++) {
    const middle = (value(curvatures, i - 1) + value(curvatures, i)) / 2
    headings[i] = value(headings, i - 1) + middle
    const along = value(headings, i - 1) + middle / 2
    xs[i] = value(xs, i - 1) + Math.cos(along)
    ys[i] = value(ys, i - 1) + Math.sin(along)
  }
  const zs = smooth(
    smooth(
      Float64Array.from(xs, (x, i) => land(x, value(ys, i))),
      30
    ),
    15
  )

  const at = (list: Float64Array, s: number): number => {
    const clamped = Math.min(Math.max(s, 0), count - 1.001)
    const i = Math.floor(clamped)
    return value(list, i) + (value(list, i + 1) - value(list, i)) * (clamped - i)
  }
  const road: Road = {
    length: count - 1,
    curvature: (s) => at(curvatures, s),
    heading: (s) => at(headings, s),
    slope: (s) => (at(zs, s + 0.5) - at(zs, s - 0.5)) / 1,
    point: (s, offset) => {
      const heading = at(headings, s)
      const beyond = s - Math.min(Math.max(s, 0), count - 1.001)
      return [
        at(xs, s) + beyond * Math.cos(heading) - offset * Math.sin(heading),
        at(ys, s) + beyond * Math.sin(heading) + offset * Math.cos(heading),
        at(zs, s)
      ]
    },
    locate: (x, y, near) => {
      let s = near
      let offset = 0
      for (let i = 0; i < 6; i++) {
        const heading = at(headings, s)
        const [px, py] = road.point(s, 0)
        const along = (x - px) * Math.cos(heading) + (y - py) * Math.sin(heading)
        offset = (y - py) * Math.cos(heading) - (x - px) * Math.sin(heading)
        s += along / Math.max(0.3, 1 - at(curvatures, s) * offset)
      }
      return { s, offset }
    }
  }
  return road
}

function value(list: Float64Array, i: number): number {
  return list[i] ?? 0
}

/** Running mean over 2 * reach + 1 metres, shorter at the ends. */
function smooth(list: Float64Array, reach: number): Float64Array {
  const sums = new Float64Array(list.length + 1)
  for (let i = 0; i < list.length; i++) sums[i + 1] = value(sums, i) + value(list, i)
  return list.map((_, i) => {
    const [from, to] = [Math.max(0, i - reach), Math.min(list.length, i + reach + 1)]
    return (value(sums, to) - value(sums, from)) / (to - from)
  })
}
