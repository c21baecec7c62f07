import { CORRIDOR_MARGIN, type Polygon } from '../../shared/lanes.ts'
import type { LaneBoundaries } from './laneBoundaries.ts'
import { axisAt, rowOf, type RoadShape } from './roadShape.ts'

export { CORRIDOR_MARGIN }

/** The corridor ends this near to the horizon (0 at the horizon, 1 at the bottom of the picture). */
const FAR_END = 0.06
const STATIONS = 14

/**
 * The outline of the ego lane on the road's shape, clockwise from the upper left, in unit picture coordinates.
 * @param widened by this many lane widths on each side
 */
export function corridorPolygon(
  shape: RoadShape,
  { left, right }: Pick<LaneBoundaries, 'left' | 'right'>,
  widened: number
): Polygon {
  const margin = widened * (right - left)
  const leftSide: Polygon = []
  const rightSide: Polygon = []
  for (let i = 0; i <= STATIONS; i++) {
    // Even steps of 1/t are even steps on the road; the square lies between those and even rows.
    const t = FAR_END * (1 / FAR_END) ** (i / STATIONS)
    const axis = axisAt(shape, t)
    const row = rowOf(shape, t)
    leftSide.push([axis + (left - margin) * t, row])
    rightSide.push([axis + (right + margin) * t, row])
  }
  return [...rightSide, ...leftSide.reverse()]
}
