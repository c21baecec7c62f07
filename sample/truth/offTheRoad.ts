import type { DriveFrame } from '../drive/frame.ts'
import { laneMiddle } from '../drive/driver.ts'
import { wheelbase } from '../drive/vehicle.ts'
import { laneWidth, pavedHalfWidth, type Road } from '../world/road.ts'

/** The first frames in which the car's middle is past an edge; null where it never is. */
export interface Leaving {
  /** Past the edge of the own lane, the middle of its line. */
  lane: number | null
  /** Past the edge of the tarmac. */
  road: number | null
}

/**
 * Distance of the car's middle from the centre line of the road, left-positive, in metres. Its middle is the point of the ground
 * halfway between its axles; the frame's place is that of the rear axle.
 */
export function middleOf(road: Road, { s, offset, pose }: Pick<DriveFrame, 's' | 'offset' | 'pose'>): number {
  const [x, y] = road.point(s, offset + laneMiddle)
  const ahead = wheelbase / 2
  return road.locate(x + ahead * Math.cos(pose.yaw), y + ahead * Math.sin(pose.yaw), s).offset
}

/** Whether the car's middle, at this distance from the centre line, is beside the tarmac. */
export function isOff(middle: number): boolean {
  return Math.abs(middle) > pavedHalfWidth
}

/** When a car left, from its middle in every frame. */
export function leavingOf(middles: readonly number[]): Leaving {
  const first = (is: (middle: number) => boolean): number | null => {
    const frame = middles.findIndex(is)
    return frame < 0 ? null : frame
  }
  return { lane: first((middle) => Math.abs(middle - laneMiddle) > laneWidth / 2), road: first(isOff) }
}
