import { createRandom, type Random } from '../world/random.ts'
import type { View, World } from './world/world.ts'

/** Pictures a second of driven worlds. */
export const DRIVE_RATE = 10

/** Wanders without end around 0: deviation, and seconds until it has forgotten where it was. */
function wander(random: Random, deviation: number, seconds: number): () => number {
  const keep = Math.exp(-1 / (seconds * DRIVE_RATE))
  let value = deviation * random.normal()
  return () => (value = keep * value + deviation * Math.sqrt(1 - keep * keep) * random.normal())
}

/**
 * A drive along a world: mostly within a lane, now and then over to the other lane, now and then off the road and, may
 * be, back.
 */
export function driveThrough(world: World, frames: number): View[] {
  const random = createRandom(`${world.seed}/drive`)
  const { look, track } = world
  const { unit, section } = look
  const { lanes, drivable } = section
  const lane = lanes[Math.floor(random.next() * lanes.length)]!
  const width = lane.to - lane.from
  const other = lanes[Math.floor(random.next() * lanes.length)]!
  const outcome = random.next()
  const middle = (lane.from + lane.to) / 2
  // Where it goes in the end: stays, changes lanes, or leaves the road.
  const beside = random.chance(0.5)
    ? drivable.to + unit * random.range(0.2, 1.2)
    : drivable.from - unit * random.range(0.2, 1.2)
  const target = outcome < 0.7 ? middle : outcome < 0.85 ? (other.from + other.to) / 2 : beside
  const start = frames * random.range(0.2, 0.7)
  const lasting = DRIVE_RATE * random.range(1.5, 4)
  const returns = random.chance(0.4) ? start + lasting * 2.5 : Infinity
  const speed = (unit * random.range(0.8, 5)) / DRIVE_RATE
  const offset = wander(random, 0.13 * width, 3)
  const pitch = wander(random, 0.008, 0.4)
  const roll = wander(random, 0.01, 0.6)
  const shaken = wander(random, unit < 2.6 ? 0.07 : 0.02, 0.8)
  let s = unit * 6
  let before = middle
  return Array.from({ length: frames }, (_, frame): View => {
    s = Math.min(s + speed, 0.8 * (track.x.length - 1) * track.step)
    const away = smooth((frame - start) / lasting) - smooth((frame - returns) / lasting)
    const d = middle + (target - middle) * away + offset()
    // It points where it goes.
    const turn = Math.atan2(d - before, speed * 3) + shaken()
    before += (d - before) / 3
    return { s, d, turn, pitch: pitch(), roll: roll() }
  })
}

function smooth(x: number): number {
  const t = Math.min(1, Math.max(0, x))
  return t * t * (3 - 2 * t)
}
