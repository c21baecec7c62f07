import { createRandom, type Random } from '../../world/random.ts'
import { createBackdrop, type Backdrop } from './backdrop.ts'
import { createBars } from './lines.ts'
import { createLook, kinds, type Kind, type Look } from './looks.ts'
import { createRelief, type ReliefPlan } from './relief.ts'
import { createThings, type Thing, type Wall } from './things.ts'
import { createTrack, type Track } from './track.ts'
import { createWeather, type Weather } from './weather.ts'

/** What may vary. Left out, a group has one plain form: so it is measured what each of them is good for. */
export interface Variety {
  looks: boolean
  cameras: boolean
  weather: boolean
  damage: boolean
}

export const allVariety: Variety = { looks: true, cameras: true, weather: true, damage: true }

/** A piece of the world with a track in it, and the camera that drives along it. */
export interface World {
  seed: string
  look: Look
  /** Half the width of the car that the camera is on, in metres. */
  halfCar: number
  track: Track
  things: Thing[]
  walls: Wall[]
  backdrop: Backdrop
  weather: Weather
  camera: Camera
  relief: ReliefPlan
  variety: Variety
}

/** How a camera is built in. Lengths in metres, angles in radians. */
export interface Camera {
  height: number
  /** Half the angle of view, as the tangent, across and up. */
  across: number
  up: number
  /** Row of the horizon on a level road, 0 at the top and 1 at the bottom. */
  horizon: number
  /** Barrel distortion: how much farther out the corner of an undistorted picture lies. */
  barrel: number
  /** Part of the width by which the camera looks to the side. */
  sideways: number
  bonnet: { top: number; bow: number; tilt: number; light: number; hue: number } | null
}

const weights: Record<Kind, number> = {
  'one surface': 0.2,
  'two lanes': 0.2,
  tape: 0.22,
  town: 0.08,
  highway: 0.12,
  dirt: 0.07,
  walled: 0.06,
  bare: 0.05
}

export function createWorld(seed: string, variety: Variety = allVariety): World {
  const random = createRandom(`corridor ${seed}`)
  const kind = variety.looks ? weighed(random) : random.pick(['two lanes', 'highway'] as const)
  const wild = variety.looks && random.chance(0.2)
  const plain = createLook(random.fork('look'), kind, wild)
  const look = { ...plain, section: { ...plain.section, bars: createBars(random.fork('bars'), plain) } }
  const { unit } = look
  const isSmall = unit < 2.6 && look.kind !== 'dirt'
  const bends = random.fork('bends')
  const tightest =
    kind === 'highway' ? unit * bends.range(40, 150) : unit * (isSmall ? bends.range(1.2, 5) : bends.range(2.5, 40))
  const length = unit * (kind === 'highway' ? 300 : 140)
  const track = createTrack(bends, { length, step: unit / 6, tightest, straight: bends.range(0.2, 0.8) })
  const indoors = isSmall ? random.chance(0.65) : false
  return {
    seed,
    look,
    halfCar: isSmall ? 0.22 * unit : 0.9,
    track,
    ...createThings(random.fork('things'), look, track, indoors),
    backdrop: createBackdrop(random.fork('backdrop'), indoors),
    weather: createWeather(random.fork('weather'), variety.weather, indoors),
    camera: createCamera(random.fork('camera'), unit, isSmall, variety.cameras),
    relief: createRelief(random.fork('relief'), unit, !indoors && kind !== 'bare'),
    variety
  }
}

function weighed(random: Random): Kind {
  let rest = random.next() * kinds.reduce((sum, kind) => sum + weights[kind], 0)
  return kinds.find((kind) => (rest -= weights[kind]) < 0) ?? 'two lanes'
}

function createCamera(random: Random, unit: number, isSmall: boolean, varied: boolean): Camera {
  const lane = isSmall ? unit : Math.min(unit, 5)
  if (!varied) return { height: 1.4, across: 0.6, up: 0.36, horizon: 0.45, barrel: 0, sideways: 0, bonnet: null }
  const across = random.chance(0.5) ? random.range(0.45, 0.85) : random.range(0.8, 1.5)
  // The picture's shape, 4:3 to 2.4:1, and what was cut off it.
  const up = across / random.range(1.25, 2.5)
  return {
    height: isSmall
      ? unit * random.range(0.15, 0.6)
      : random.chance(0.8)
        ? random.range(0.9, 2.2)
        : lane * random.range(0.25, 0.6),
    across,
    up,
    horizon: random.chance(0.08) ? random.range(-0.15, 0.15) : random.range(0.15, 0.62),
    barrel: random.chance(isSmall ? 0.6 : 0.25) ? random.range(0, 0.35) : 0,
    sideways: random.chance(0.3) ? random.normal() * 0.04 : 0,
    bonnet: random.chance(0.28)
      ? {
          top: random.range(0.72, 0.98),
          bow: random.range(0, 0.9),
          tilt: random.normal() * 0.06,
          light: random.range(0.03, 0.85),
          hue: random.next()
        }
      : null
  }
}

/** Where the camera is: metres along and beside the middle line, radians of heading (left), pitch (down) and roll. */
export interface View {
  s: number
  d: number
  turn: number
  pitch: number
  roll: number
}

/** Views to learn from: mostly within a lane, now and then on a line, in the other lane or off the road. */
export function looksAround(world: World, random: Random, count: number): View[] {
  const { look, track } = world
  const { lanes, drivable } = look.section
  const length = (track.x.length - 1) * track.step
  return Array.from({ length: count }, () => {
    const lane = lanes[Math.floor(random.next() * lanes.length)]!
    const width = lane.to - lane.from
    const astray = random.next()
    const middle = (lane.from + lane.to) / 2
    const d =
      astray < 0.75
        ? middle + 0.2 * width * Math.max(-2.2, Math.min(2.2, random.normal()))
        : astray < 0.9
          ? random.range(drivable.from, drivable.to)
          : random.chance(0.5)
            ? drivable.from - look.unit * random.range(-0.1, 1.6)
            : drivable.to + look.unit * random.range(-0.1, 1.6)
    const turn = random.normal() * (random.chance(0.12) ? 0.4 : look.unit < 2.6 ? 0.16 : 0.06)
    return {
      s: random.range(0.04, 0.6) * length,
      d,
      turn: Math.max(-1, Math.min(1, turn)),
      pitch: random.normal() * 0.012,
      roll: random.normal() * 0.015
    }
  })
}
