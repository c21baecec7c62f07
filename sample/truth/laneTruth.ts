import type { Polygon } from '../../src/shared/lanes.ts'
import { type CameraPose, project } from '../drive/camera.ts'
import type { PaintedLine } from '../world/markings.ts'
import { mouthOf, type Stretch } from '../world/junctions.ts'
import { laneWidth, type Road } from '../world/road.ts'
import type { World } from '../world/world.ts'

/** The boundaries of the own lane in one picture, from near to far, in unit picture coordinates. */
export interface LaneBoundaries {
  left: [x: number, y: number][]
  right: [x: number, y: number][]
}

/** How far ahead the lane counts, in metres: beyond it is a pixel or two wide. */
const laneReach = 75

/**
 * The exact boundaries of the own lane as this camera sees them: from where they come into the picture at its
 * lower edge as far as `laneReach`, or until the road dips behind a crest of its own. `margins` widen the lane on
 * its left and right, in lane widths. `left` is the offset of its left boundary from the centre line: 0 on the own side
 * of the road, a lane's width on the other.
 */
export function laneBoundaries(
  road: Road,
  pose: CameraPose,
  s: number,
  margins: readonly [left: number, right: number] = [0, 0],
  left = 0
): LaneBoundaries {
  const offsets = [left + margins[0] * laneWidth, left - (1 + margins[1]) * laneWidth] as const
  const reach = facingReach(road, pose, s, offsets)
  const side = (offset: number): [number, number][] => {
    const points: [number, number][] = []
    let below: [number, number] | null = null
    for (let ahead = nearest; ahead <= reach; ahead = farther(ahead)) {
      const at = project(pose, road.point(s + ahead, offset))
      if (!at) continue
      if (at.y > 1) {
        below = [at.x, at.y]
        continue
      }
      const previous = points.at(-1)
      if (previous && at.y >= previous[1]) break
      if (!previous && below) {
        const share = (1 - below[1]) / (at.y - below[1])
        points.push([below[0] + (at.x - below[0]) * share, 1])
      }
      points.push([at.x, at.y])
    }
    return points
  }
  return { left: side(offsets[0]), right: side(offsets[1]) }
}

/** Metres ahead at which boundaries are looked at: the first, and the one after another. */
const nearest = 2
const farther = (ahead: number): number => ahead * (ahead < 12 ? 1.04 : 1.08)

/**
 * How far ahead the road's surface between two offsets faces the camera, at most `laneReach`. Behind a crest in a bend it
 * is seen from below, as it were: its left side to the right of its right one.
 */
function facingReach(road: Road, pose: CameraPose, s: number, offsets: readonly [number, number]): number {
  const at = (ahead: number) => offsets.map((offset) => project(pose, road.point(s + ahead, offset)))
  let reach = nearest
  for (let ahead = nearest; ahead <= laneReach; ahead = farther(ahead)) {
    const [[l, r], [nextL, nextR]] = [at(reach), at(ahead)]
    // Twice the signed area of the surface from one station to the next, by its diagonals; y is down.
    const turned = l && r && nextL && nextR && (nextR.x - l.x) * (nextL.y - r.y) - (nextL.x - r.x) * (nextR.y - l.y) > 0
    if (turned) return reach
    reach = ahead
  }
  return reach
}

/** Where paint is looked for, metres ahead. */
const near = { from: 5, to: 20 }

/** How many of the lane's two boundaries are painted on the road from 5 to 20 m ahead; what is nearly gone is not. */
export function paintedSides(markings: readonly PaintedLine[], s: number, left: number): 0 | 1 | 2 {
  const painted = (offset: number): boolean =>
    markings.some(
      (line) =>
        line.from < s + near.from && line.to > s + near.to && Math.abs(line.offset - offset) < 0.3 && line.wear < 0.75
    )
  const [one, other] = [painted(left), painted(left - laneWidth)]
  return one && other ? 2 : one || other ? 1 : 0
}

/** Why a part of the road from 5 to 20 m ahead has no markings by plan: another road crosses, or it is left unmarked. */
export type Interruption = 'junction' | 'unmarked'

export function interruptionAhead(
  { junctions, spec }: Pick<World, 'junctions' | 'spec'>,
  s: number
): Interruption | null {
  const ahead = ({ from, to }: Stretch): boolean => from < s + near.to && to > s + near.from
  if (junctions.map(mouthOf).some(ahead)) return 'junction'
  return spec.unmarked?.some(ahead) ? 'unmarked' : null
}

/** The lane as one closed polygon of at most 64 vertices: up its left boundary and down its right one; null where none is seen. */
export function lanePolygon({ left, right }: LaneBoundaries, vertices = 12): Polygon | null {
  if (left.length < 2 || right.length < 2) return null
  return [...thin(left, vertices), ...thin(right, vertices).reverse()]
}

/** At most `count` points of a line, its ends among them. Perspective puts far points close together: few are needed there. */
function thin(line: [number, number][], count: number): [number, number][] {
  const step = Math.max(1, (line.length - 1) / (count - 1))
  const kept =
    line.length <= count ? line : Array.from({ length: count }, (_, i) => line[Math.round(i * step)] ?? [0, 0])
  return kept.map(([x = 0, y = 0]) => [round(x), round(y)])
}

/** A ten-thousandth of the picture is a tenth of a pixel, and keeps files small. */
function round(value: number): number {
  return Math.round(value * 1e4) / 1e4
}
