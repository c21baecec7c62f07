/** A car as a kinematic bicycle. Position is the middle of the rear axle, in world metres; heading in radians. */
export interface Vehicle {
  x: number
  y: number
  heading: number
  /** m/s */
  speed: number
}

/** Metres between the axles. */
export const wheelbase = 2.7

/** Front wheel angle in radians at a normalised steering of 1: half a turn of a steering wheel geared 16 to 1. */
export const wheelAngleAtOne = Math.PI / 16

/** Drives on for `seconds` with this normalised steering (left-positive) and acceleration (m/s2); the speed never turns back. */
export function move(car: Vehicle, steering: number, acceleration: number, seconds: number): Vehicle {
  const speed = Math.max(0, car.speed + acceleration * seconds)
  const way = ((car.speed + speed) / 2) * seconds
  const turn = (way * Math.tan(steering * wheelAngleAtOne)) / wheelbase
  const along = car.heading + turn / 2
  return { x: car.x + way * Math.cos(along), y: car.y + way * Math.sin(along), heading: car.heading + turn, speed }
}
