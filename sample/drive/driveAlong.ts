import { createNoise } from '../world/noise.ts'
import { createRandom } from '../world/random.ts'
import { laneWidth } from '../world/road.ts'
import type { World } from '../world/world.ts'
import { laneMiddle, paceOf, pursue } from './driver.ts'
import { blend, type DriveFrame, shutter } from './frame.ts'
import { createSprings, mountCamera } from './mount.ts'
import { type RunOff, steerAstray } from './runOff.ts'
import { createTraffic } from './traffic.ts'
import { move, type Vehicle } from './vehicle.ts'

export interface DriveOptions {
  seed: string
  /** Frames a second, and how many. */
  rate: number
  frames: number
  /** m/s on a straight road. */
  cruise: number
  /** Metres of road before the first frame. */
  from: number
  /** Seconds at which the driver changes to the other lane; nobody is in the way then. */
  changes?: number[]
  /** The driver runs off the road; nobody comes the other way where the car is pulled to the left. Never unless said. */
  runOff?: RunOff
}

/** What steers the car. It is asked once a frame, with that frame before steering is known. */
export type Steer = (frame: Omit<DriveFrame, 'steering'>, driver: number) => number | Promise<number>

const substeps = 4

/** Seconds that a change of lane takes. */
const changing = 3

/** How far the driver aims to the left of the own lane, in metres. */
function asideAt(changes: readonly number[], time: number): number {
  return changes.reduce((aside, from, i) => {
    const share = Math.min(1, Math.max(0, (time - from) / changing))
    return aside + (i % 2 === 0 ? 1 : -1) * share * laneWidth
  }, 0)
}

/**
 * Drives along the road of a world, frame by frame. Without `steer` a driver does, who wanders by a few
 * centimetres. Ends early where the road ends or where the car is more than 8 m off its lane.
 */
export async function* driveAlong(world: World, options: DriveOptions, steer?: Steer): AsyncGenerator<DriveFrame> {
  const { road } = world
  const random = createRandom(options.seed)
  const wander = createNoise(random.fork('wander'))
  const bumps = createNoise(random.fork('bumps'))
  const { changes = [], runOff } = options
  const traffic = changes.length > 0 || (runOff?.pull ?? 0) > 0 ? () => [] : createTraffic(random.fork('traffic'), road)
  const springs = createSprings()
  const [x, y] = road.point(options.from, laneMiddle)
  let car: Vehicle = { x, y, heading: road.heading(options.from), speed: options.cruise * 0.8 }
  let lean = { pitch: 0, roll: 0 }
  let s = options.from
  let pose = mountCamera(road, car, s, lean)
  let held = 0
  const seconds = 1 / options.rate
  for (let i = 0; i < options.frames; i++) {
    const time = i * seconds
    const place = road.locate(car.x, car.y, s)
    s = place.s
    if (s > road.length - 60 || Math.abs(place.offset - laneMiddle) > 8) return
    const last = pose
    pose = mountCamera(road, car, s, lean)
    const gain = 1 + 0.12 * wander(time * 0.11, 40)
    const seen = {
      time,
      pose,
      before: blend(pose, i === 0 ? pose : last, Math.min(1, shutter * options.rate)),
      cars: traffic(time, s),
      gain,
      s,
      offset: place.offset - laneMiddle,
      speed: car.speed
    }
    const astray = runOff && time >= runOff.at ? runOff : null
    const driver = astray
      ? steerAstray(astray, road, s, held)
      : pursue(road, car, s, 0.07 * wander(time * 0.2, 0) + asideAt(changes, time))
    if (!astray) held = driver
    const steering = steer ? await steer(seen, driver) : driver
    yield { ...seen, steering }
    for (let step = 0; step < substeps; step++) {
      const part = seconds / substeps
      const acceleration = astray ? 0 : paceOf(road, s, car.speed, options.cruise)
      const before = car
      car = move(car, steering, acceleration, part)
      const lateral = ((car.heading - before.heading) / part) * car.speed
      const shock = 0.0011 * bumps(time * 7 + step, 11) * Math.min(1, car.speed / 10)
      lean = springs.step(part, acceleration, lateral, shock)
    }
  }
}
