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
 * of the picture. The horizon is a given one, so that shapes with different horizons compare.
 */
export function weighedByDepth(points: PaintPoints, horizon: number): PaintPoints {
  const weight = points.weight.map((value, i) => value * Math.max(0, (points.y[i]! - horizon) / (1 - horizon)))
  return { ...points, weight }
}

/** The sum of the weights. */
export function wholeWeight(points: PaintPoints): number {
  return points.weight.reduce((sum, value) => sum + value, 0)
}

const LATERAL_RANGE = 2

/** What one occupied place costs, as a part of all paint. */
const PLACE_COST = 0.05

/**
 * How well a shape explains the paint: paint gathers on few lateral places where the shape is right and smears
 * where it is not. The paint m of each place counts m * m / (m + cost): a place is nearly free for much paint, so
 * that a weak line weighs as it should beside a strong one. Between 0 and the sum of the weights, `whole`.
 *
 * @param step size of a lateral place
 */
export function createSharpness(step: number): (points: PaintPoints, shape: RoadShape, whole: number) => number {
  const bins = Math.ceil((2 * LATERAL_RANGE) / step) + 2
  const histogram = new Float32Array(bins)
  return (points, shape, whole) => {
    if (whole <= 0) return 0
    histogram.fill(0)
    const { horizon, heading, bend } = shape
    const perRow = 1 / (1 - horizon)
    const { x, y, weight } = points
    for (let i = 0; i < x.length; i++) {
      const t = (y[i]! - horizon) * perRow
      if (t < FARTHEST) continue
      const lateral = (x[i]! - 0.5 - heading - bend * (1 / t - 3)) / t - 2 * bend
      const place = (lateral + LATERAL_RANGE) / step
      const bin = Math.floor(place)
      if (bin < 0 || bin >= bins - 1) continue
      const part = place - bin
      histogram[bin]! += weight[i]! * (1 - part)
      histogram[bin + 1]! += weight[i]! * part
    }
    const floor = PLACE_COST * whole
    let gathered = 0
    for (let i = 0; i < bins - 1; i++) {
      const both = histogram[i]! + histogram[i + 1]!
      if (both > 0) gathered += (both * both) / (both + floor)
    }
    return gathered / 2
  }
}
