import type { Road } from '../world/road.ts'
import { wheelAngleAtOne, wheelbase } from './vehicle.ts'

/** How a driver runs off the road. From then on nobody brakes, and what is steered is what the car's log says. */
export interface RunOff {
  /** Seconds from frame 0 at which it begins. */
  at: number
  /** `asleep`: the wheel stays as it was. `drifting`: the road is followed, but for the pull. */
  driver: 'asleep' | 'drifting'
  /** What is steered beside that, normalised and left-positive: 0.01 drifts over seconds, 0.1 swerves within one. */
  pull: number
}

/** Steering (normalised, left-positive) of a driver that runs off; `held` is what was steered when it began. */
export function steerAstray({ driver, pull }: RunOff, road: Road, s: number, held: number): number {
  switch (driver) {
    case 'asleep':
      return held + pull
    case 'drifting':
      return Math.atan(road.curvature(s) * wheelbase) / wheelAngleAtOne + pull
  }
}
