import { CORRIDOR_MARGIN } from '../../src/main/lanes/corridor.ts'
import type { LaneFile, Polygon } from '../../src/shared/lanes.ts'
import type { DriveFrame } from '../drive/frame.ts'
import type { DrivePlan } from '../drive/drivePlan.ts'
import { laneWidth } from '../world/road.ts'
import type { World } from '../world/world.ts'
import { type BoardBox, boardBoxes } from './boardTruth.ts'
import {
  type Interruption,
  interruptionAhead,
  laneBoundaries,
  type LaneBoundaries,
  lanePolygon,
  paintedSides
} from './laneTruth.ts'
import { isOff, type Leaving, leavingOf, middleOf } from './offTheRoad.ts'

/** All that is known of a recorded drive. Picture coordinates are 0..1 of the whole picture, y down. */
export interface TruthFile {
  version: 1
  plan: DrivePlan
  frames: TruthFrame[]
  /** Of a drive that is planned to run off. */
  leaves?: Leaving
}

export interface TruthFrame {
  /** Boundaries of the own lane, from near to far; none where the car is off the road. */
  lane: LaneBoundaries
  /** The own lane widened by the margin that the app gives every corridor; null where it is not seen. */
  corridor: Polygon | null
  /** How many of its two boundaries are painted. */
  painted: 0 | 1 | 2
  /** Why markings cease near ahead; absent where they do not, or cease by chance. The lane goes on all the same. */
  interrupted?: Interruption
  /** The car's middle is beside the tarmac: there is no lane, and nothing is known of one. */
  off?: true
  /** Planted boards that are seen, nearest first. */
  boards: BoardBox[]
  /** Distance from the middle of the lane in metres, left-positive, and curvature of the road there in 1/m. */
  offset: number
  curvature: number
}

/** A polygon every so many frames: between them vertices are interpolated. */
const keyframeEvery = 2

export function truthFiles(
  world: World,
  plan: DrivePlan,
  frames: readonly DriveFrame[]
): { lanes: LaneFile; truth: TruthFile } {
  const known = frames.map((frame): TruthFrame => {
    // On the other side of the road it drives in the other lane.
    const side = frame.offset > laneWidth / 2 ? laneWidth : 0
    const margins: [number, number] = [CORRIDOR_MARGIN, CORRIDOR_MARGIN]
    const { left, right } = laneBoundaries(world.road, frame.pose, frame.s, [0, 0], side)
    const interrupted = interruptionAhead(world, frame.s)
    const off = isOff(middleOf(world.road, frame))
    return {
      lane: off ? { left: [], right: [] } : { left: left.map(rounded), right: right.map(rounded) },
      corridor: off ? null : lanePolygon(laneBoundaries(world.road, frame.pose, frame.s, margins, side)),
      painted: off ? 0 : paintedSides(world.markings, frame.s, side),
      ...(interrupted && { interrupted }),
      ...(off && { off }),
      boards: boardBoxes(world.road, world.boards, frame.pose, frame.s).map((box) => ({
        ...box,
        left: round(box.left),
        top: round(box.top),
        right: round(box.right),
        bottom: round(box.bottom),
        depth: round(box.depth)
      })),
      offset: round(frame.offset),
      curvature: Math.round(world.road.curvature(frame.s) * 1e6) / 1e6
    }
  })
  const keyframes = known.flatMap(({ corridor }, frame) =>
    corridor && (frame % keyframeEvery === 0 || frame === known.length - 1) ? [{ frame, polygon: corridor }] : []
  )
  const leaves = plan.drive.runOff && leavingOf(frames.map((frame) => middleOf(world.road, frame)))
  return {
    lanes: { version: 1, keyframes },
    truth: { version: 1, plan, frames: known, ...(leaves && { leaves }) }
  }
}

/** The recorder's log: one row a frame, steering at the time of the frame. */
export function signalsCsv(frames: readonly DriveFrame[]): string {
  const rows = frames.map(({ time, steering, speed }, i) =>
    [i, time.toFixed(3), steering.toFixed(5), speed.toFixed(3)].join(',')
  )
  return `frame,time_s,steering_left_normalised,speed_mps\n${rows.join('\n')}\n`
}

function rounded([x, y]: [number, number]): [number, number] {
  return [round(x), round(y)]
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4
}
