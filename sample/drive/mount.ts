import type { Road } from '../world/road.ts'
import type { CameraPose } from './camera.ts'
import type { Vehicle } from './vehicle.ts'

/** How the body leans on its springs, in radians: pitch nose-up-, roll right-side-down-positive. */
export interface Lean {
  pitch: number
  roll: number
}

const cameraAhead = 1.4
const cameraHeight = 1.38
const mountPitch = -0.052

/** The camera behind the windscreen of a car that stands on the road near `s`. */
export function mountCamera(road: Road, car: Vehicle, near: number, lean: Lean): CameraPose {
  const { s } = road.locate(car.x, car.y, near)
  const slope = Math.atan((road.point(s + 2.7, 0)[2] - road.point(s, 0)[2]) / 2.7)
  const [, , z] = road.point(s, 0)
  const pitch = slope + lean.pitch
  const forward = cameraAhead * Math.cos(pitch) - cameraHeight * Math.sin(pitch)
  const side = -cameraHeight * Math.sin(lean.roll)
  return {
    x: car.x + forward * Math.cos(car.heading) - side * Math.sin(car.heading),
    y: car.y + forward * Math.sin(car.heading) + side * Math.cos(car.heading),
    z: z + cameraHeight * Math.cos(pitch) + cameraAhead * Math.sin(pitch),
    yaw: car.heading,
    pitch: mountPitch + pitch,
    roll: lean.roll
  }
}

/** Springs and dampers of the body: it dives when braking, leans out of bends and shivers with the road. */
export interface Springs {
  /** Goes on by `seconds` under the accelerations (m/s2; lateral left-positive) and a small road shock (radians). */
  step(seconds: number, forward: number, lateral: number, shock: number): Lean
}

export function createSprings(): Springs {
  const pitch = { angle: 0, rate: 0 }
  const roll = { angle: 0, rate: 0 }
  const settle = (axis: { angle: number; rate: number }, rest: number, seconds: number): number => {
    const [frequency, damping] = [2 * Math.PI * 1.3, 0.35]
    axis.rate += (frequency ** 2 * (rest - axis.angle) - 2 * damping * frequency * axis.rate) * seconds
    axis.angle += axis.rate * seconds
    return axis.angle
  }
  return {
    step: (seconds, forward, lateral, shock) => {
      pitch.rate += shock * 6
      return { pitch: settle(pitch, forward * 0.0045, seconds), roll: settle(roll, lateral * 0.0055, seconds) }
    }
  }
}
