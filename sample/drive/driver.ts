import type { Road } from '../world/road.ts'
import { laneWidth } from '../world/road.ts'
import { type Vehicle, wheelAngleAtOne, wheelbase } from './vehicle.ts'

/** Metres ahead of the rear axle at which the driver aims: near enough that the camera always sees the place. */
const lookAhead = 12

/** Offset of the middle of the lane that is driven from the centre line of the road, left-positive. */
export const laneMiddle = -laneWidth / 2

/**
 * The steering (normalised, left-positive) of pure pursuit (Coulter 1992, CMU-RI-TR-92-01): the arc that leads the rear axle
 * to the middle of the lane `lookAhead` metres ahead. It depends on nothing but what the camera sees, so that a
 * picture determines it. `aim` shifts the target to the left, in metres.
 */
export function pursue(road: Road, car: Vehicle, near: number, aim = 0): number {
  const { s } = road.locate(car.x, car.y, near)
  const [x, y] = road.point(s + lookAhead, laneMiddle + aim)
  const distance = Math.hypot(x - car.x, y - car.y)
  const bearing = Math.atan2(y - car.y, x - car.x) - car.heading
  return Math.atan((2 * wheelbase * Math.sin(bearing)) / distance) / wheelAngleAtOne
}

/** Acceleration in m/s2 towards a speed that keeps the bends ahead comfortable. */
export function paceOf(road: Road, s: number, speed: number, cruise: number): number {
  let wanted = cruise
  for (let ahead = 0; ahead <= 45; ahead += 5) {
    const comfortable = Math.sqrt(2.7 / Math.max(1e-4, Math.abs(road.curvature(s + ahead))))
    wanted = Math.min(wanted, Math.sqrt(comfortable ** 2 + 2 * 1.4 * ahead))
  }
  return Math.max(-3, Math.min(1.5, (wanted - speed) * 0.9))
}
