/**
 * How parallel lines on a road look, without knowing the camera: on a flat road of constant curvature every line
 * is seen at   x = lateral * t + heading + bend * (1/t - 3 + 2t)   (+ 0.5, the middle of the picture),
 * with t = (row - horizon) / (1 - horizon), 0 at the horizon and 1 at the bottom of the picture. All lines of a
 * road share heading and bend; `lateral` alone tells them apart (the hyperbola-pair model of lanes; 3 and 2t only
 * make bend, heading and lateral nearly independent, as the term is 0 at t = 1 and t = 1/2).
 * Lengths are in picture widths, rows in picture heights.
 */
export interface RoadShape {
  horizon: number
  heading: number
  bend: number
}

/** Nearer to the horizon than this (in t) rows say little about the road. */
export const FARTHEST = 0.06

/** How far down from the horizon a row is: 0 at the horizon, 1 at the bottom of the picture. */
export function depthOf(shape: RoadShape, row: number): number {
  return (row - shape.horizon) / (1 - shape.horizon)
}

export function rowOf(shape: RoadShape, t: number): number {
  return shape.horizon + t * (1 - shape.horizon)
}

/** x of the road's axis (the line straight below the camera, along the road) at t, in unit picture coordinates. */
export function axisAt(shape: RoadShape, t: number): number {
  // With bend/t alone the axis is where the camera is; the decorrelated form moves lateral by 2 bends.
  return 0.5 + shape.heading + shape.bend * (1 / t - 3)
}

/** Which line of the road a point of the picture is on: its distance from the axis at the bottom of the picture. */
export function lateralOf(shape: RoadShape, x: number, t: number): number {
  return (x - axisAt(shape, t)) / t
}

/** The bends that are looked at: fine near straight, coarse for hairpins. `step` counts from -`BEND_STEPS` to it. */
export const BEND_STEPS = 6
export function bendOf(step: number): number {
  return 0.0016 * Math.sinh(step * 0.75)
}

/** Places of paint in one frame, in unit picture coordinates, on rows `rowStep` apart. */
export interface PaintPoints {
  x: Float32Array
  y: Float32Array
  /** 0..1, how much like paint it is. */
  strength: Float32Array
  /** 0..1, what it counts for the shape of the road: long strokes count more. */
  weight: Float32Array
  rowStep: number
}

/**
 * The same points, weighed by how far below a horizon they are: an error of x grows by 1/t on the way to the bottom
 * of the picture; the root, for it is the far paint that tells of bends. The horizon is a given one, so that shapes with different horizons compare.
 */
export function weighedByDepth(points: PaintPoints, horizon: number): PaintPoints {
  const weight = points.weight.map(
    (value, i) => value * Math.sqrt(Math.max(0, (points.y[i]! - horizon) / (1 - horizon)))
  )
  return { ...points, weight }
}

/** The sum of the weights. */
export function wholeWeight(points: PaintPoints): number {
  return points.weight.reduce((sum, value) => sum + value, 0)
}

const LATERAL_RANGE = 1.8

/** What one occupied place costs, as a part of all paint. */
const PLACE_COST = 0.05

/** Tries roads on the paint of one frame; much is the same for all roads of one horizon. */
export interface Sharpness {
  /** From now on roads with this horizon are tried on these points. */
  look(points: PaintPoints, horizon: number): void
  /** How well a road explains the paint. */
  of(heading: number, bend: number): number
}

/**
 * How well a road explains the paint: paint gathers on few lateral places where the road is right and smears
 * where it is not. The paint m of each place counts m * m / (m + cost): a place is nearly free for much paint, so
 * that a weak line weighs as it should beside a strong one. Between 0 and the sum of the weights.
 *
 * @param step size of a lateral place
 * @param every only so many-th points are looked at, and count for those left out
 */
export function createSharpness(step: number, every = 1): Sharpness {
  const bins = Math.ceil((2 * LATERAL_RANGE) / step) + 2
  const histogram = new Float32Array(bins)
  // In units of places: straight[i] - heading * perHeading[i] - bend * perBend[i] is where point i lies.
  let straight = new Float32Array(0)
  let perHeading = new Float32Array(0)
  let perBend = new Float32Array(0)
  let weight = new Float32Array(0)
  let count = 0
  let floor = 0
  return {
    look: (points, horizon) => {
      const all = points.x.length
      if (weight.length < all) {
        straight = new Float32Array(all)
        perHeading = new Float32Array(all)
        perBend = new Float32Array(all)
        weight = new Float32Array(all)
      }
      count = 0
      for (let i = 0; i < all; i += every) {
        const t = (points.y[i]! - horizon) / (1 - horizon)
        if (t < FARTHEST) continue
        straight[count] = ((points.x[i]! - 0.5) / t + LATERAL_RANGE) / step
        perHeading[count] = 1 / t / step
        perBend[count] = ((1 / t - 3) / t + 2) / step
        weight[count++] = every * points.weight[i]!
      }
      floor = PLACE_COST * wholeWeight(points)
    },
    of: (heading, bend) => {
      histogram.fill(0)
      for (let i = 0; i < count; i++) {
        const place = straight[i]! - heading * perHeading[i]! - bend * perBend[i]!
        if (place < 0 || place >= bins - 1) continue
        const bin = place | 0
        const upper = weight[i]! * (place - bin)
        histogram[bin]! += weight[i]! - upper
        histogram[bin + 1]! += upper
      }
      let gathered = 0
      let before = histogram[0]!
      for (let i = 1; i < bins; i++) {
        const here = histogram[i]!
        const both = before + here
        if (both > 0) gathered += (both * both) / (both + floor)
        before = here
      }
      return gathered / 2
    }
  }
}
