import type { Random } from '../../world/random.ts'
import { anyColour, between, type Colour, earth, grass, greyish, hsl, white } from './colour.ts'
import type { Look } from './looks.ts'
import { pointAt, type Track } from './track.ts'

/** Something that stands on the ground, turned to the camera. Metres. */
export interface Thing {
  /** Along and beside the middle line. */
  s: number
  d: number
  width: number
  height: number
  /** Of its lower edge above the ground. */
  lift: number
  shape: 'box' | 'crown' | 'cone' | 'car'
  colour: Colour
  second: Colour
}

/** An upright face along the track. */
export interface Wall {
  d: number
  from: number
  to: number
  height: number
  lift: number
  colour: Colour
  /** In turns with the first, every so many metres. */
  second: { colour: Colour; every: number } | null
  texture: number
}

type Place = (side: number, near: number, far: number) => { s: number; d: number }

/** Trees, posts, cones, cars, people, boards, houses, walls and rails around a track. */
export function createThings(
  random: Random,
  look: Look,
  track: Track,
  indoors: boolean
): { things: Thing[]; walls: Wall[] } {
  const { unit, section, kind } = look
  const { from, to } = section.drivable
  const length = (track.x.length - 1) * track.step
  const place: Place = (side, near, far) => {
    const off = unit * (near + (far - near) * random.next() ** 2)
    return { s: random.next() * length, d: side > 0 ? to + off : from - off }
  }
  const side = (): number => (random.chance(0.5) ? 1 : -1)
  const things: Thing[] = []
  const many = (count: number, make: () => Thing): void => {
    for (let i = random.range(0, count); i > 0; i--) things.push(make())
  }
  if (indoors || unit < 2.6) many(random.chance(0.5) ? 60 : 0, () => cone(random, place(side(), -0.1, 3), unit))
  if (indoors) many(50, () => box(random, place(side(), 0.3, 6), unit * 1.5))
  else {
    if (random.chance(0.6)) many(160, () => tree(random, place(side(), 0.3, 12), unit))
    if (random.chance(0.4)) many(80, () => post(random, place(side(), 0.05, 0.8), unit))
    if (random.chance(0.3)) many(40, () => box(random, place(side(), 1, 8), unit * 3))
    if (random.chance(0.2)) many(30, () => board(random, place(side(), 0.3, 2), unit))
  }
  if (kind === 'town' && random.chance(0.7)) {
    many(60, () => car(random, place(side(), -0.35, -0.2), unit))
    many(40, () => house(random, place(side(), 1.2, 4), unit))
  }
  if (kind === 'highway' || kind === 'two lanes' || (kind === 'town' && random.chance(0.5)))
    many(kind === 'highway' ? 50 : 15, () => {
      const lane = section.lanes[Math.floor(random.next() * section.lanes.length)]!
      return car(
        random,
        { s: random.next() * length, d: (lane.from + lane.to) / 2 + random.normal() * 0.1 * unit },
        unit
      )
    })
  const walls = Array.from({ length: random.chance(wallChance(look)) ? Math.ceil(random.range(0, 3)) : 0 }, () =>
    wall(random, look, length)
  )
  return { things: things.filter((thing) => keepsClear(thing, track, look)), walls }
}

function wallChance({ kind }: Look): number {
  return kind === 'walled' ? 1 : kind === 'bare' ? 0 : kind === 'tape' ? 0.2 : 0.4
}

/** What stands beside one piece of the track must not stand on another. */
function keepsClear({ s, d }: Thing, track: Track, { section, unit, kind }: Look): boolean {
  if (d > section.drivable.from && d < section.drivable.to) return true
  if (kind === 'bare') return true
  const { x, y } = pointAt(track, { s, d })
  const half = Math.max(Math.abs(section.drivable.from), section.drivable.to) + 0.05 * unit
  for (let i = 0; i < track.x.length; i += 3)
    if ((track.x[i]! - x) ** 2 + (track.y[i]! - y) ** 2 < half * half) return false
  return true
}

function wall(random: Random, { section, unit, kind }: Look, length: number): Wall {
  const isLeft = random.chance(0.5)
  const off = unit * (kind === 'walled' ? 0 : random.chance(0.5) ? random.range(0.02, 0.4) : random.range(0.3, 3))
  const isWhole = kind === 'walled' || random.chance(0.5)
  const from = isWhole ? 0 : random.next() * length
  const isRail = random.chance(0.3)
  return {
    d: isLeft ? section.drivable.to + off : section.drivable.from - off,
    from,
    to: isWhole ? length : from + random.range(0.05, 0.4) * length,
    height:
      unit * (isRail ? random.range(0.03, 0.1) : random.chance(0.7) ? random.range(0.04, 0.3) : random.range(0.3, 2.5)),
    lift: isRail ? unit * random.range(0.05, 0.2) : 0,
    colour: random.pick([grass, earth, white, anyColour, (r: Random) => greyish(r, 0.1, 0.8)] as const)(random),
    second: random.chance(0.3) ? { colour: anyColour(random), every: unit * random.range(0.1, 1) } : null,
    texture: random.range(0, 0.7)
  }
}

function thing(
  at: { s: number; d: number },
  shape: Thing['shape'],
  width: number,
  height: number,
  colours: readonly [Colour, Colour],
  lift = 0
): Thing {
  return { ...at, shape, width, height, lift, colour: colours[0], second: colours[1] }
}

type Make = (random: Random, at: { s: number; d: number }, unit: number) => Thing

const cone: Make = (random, at, unit) => {
  const height = unit * random.range(0.1, 0.5)
  const colour = random.chance(0.6) ? hsl(random.range(0.02, 0.16), 0.9, 0.5) : anyColour(random)
  return thing(at, 'cone', height * random.range(0.5, 1), height, [colour, white(random)])
}
const tree: Make = (random, at, unit) => {
  const height = unit * random.range(0.3, 4)
  return thing(at, 'crown', height * random.range(0.2, 0.9), height, [
    grass(random),
    between(random, [0.04, 0.1], 0.4, 0.2)
  ])
}
const post: Make = (random, at, unit) =>
  thing(at, 'box', unit * random.range(0.01, 0.08), unit * random.range(0.1, 1.6), [
    greyish(random, 0.05, 0.95),
    white(random)
  ])
const board: Make = (random, at, unit) =>
  thing(
    at,
    'box',
    unit * random.range(0.1, 0.8),
    unit * random.range(0.1, 0.6),
    [anyColour(random), anyColour(random)],
    unit * random.range(0, 0.8)
  )
const box: Make = (random, at, unit) =>
  thing(at, 'box', unit * random.range(0.05, 0.9), unit * random.range(0.05, 1), [
    random.chance(0.5) ? greyish(random, 0.02, 0.9) : anyColour(random),
    anyColour(random)
  ])
const house: Make = (random, at, unit) =>
  thing(at, 'box', unit * random.range(1, 5), unit * random.range(0.8, 4), [
    greyish(random, 0.2, 0.9),
    greyish(random, 0.05, 0.5)
  ])
const car: Make = (random, at, unit) => {
  const width = Math.min(unit * 0.62, unit * random.range(0.45, 0.6))
  return thing(at, 'car', width, width * random.range(0.7, 1.3), [
    random.chance(0.7) ? greyish(random, 0.05, 0.95) : anyColour(random),
    greyish(random, 0.02, 0.2)
  ])
}
