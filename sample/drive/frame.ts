import type { CameraPose } from './camera.ts'
import type { OtherCar } from './traffic.ts'

/** One moment of a drive: all that the renderer and the truth need to know. */
export interface DriveFrame {
  /** Seconds from frame 0. */
  time: number
  pose: CameraPose
  /** The pose when the shutter opened, for the motion blur. */
  before: CameraPose
  cars: OtherCar[]
  /** Factor on the exposure of the weather: the camera reacts to what it sees. */
  gain: number
  /** Place of the car on the road, and its distance from the middle of its lane (left-positive), in metres. */
  s: number
  offset: number
  /** Normalised, left-positive. */
  steering: number
  /** m/s */
  speed: number
}

/** Seconds for which the shutter is open. */
export const shutter = 0.0175

/** The pose `share` of the way back from `now` to `before`. */
export function blend(now: CameraPose, before: CameraPose, share: number): CameraPose {
  const mix = (a: number, b: number): number => a + (b - a) * share
  return {
    x: mix(now.x, before.x),
    y: mix(now.y, before.y),
    z: mix(now.z, before.z),
    yaw: mix(now.yaw, before.yaw),
    pitch: mix(now.pitch, before.pitch),
    roll: mix(now.roll, before.roll)
  }
}
