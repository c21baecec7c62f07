import type { Random } from '../../world/random.ts'
import { anyColour, between, type Colour, earth, grass, greyish } from './colour.ts'
import type { Band, Material } from './section.ts'

/** How a material is made for a world whose lane is `unit` metres wide: textures are as fine as the world is small. */
export type MakeMaterial = (random: Random, unit: number) => Material

function of(random: Random, unit: number, colour: Colour, roughness: number): Material {
  const patchy = random.chance(0.4 * roughness)
  const shade = random.range(0.6, 1.4)
  return {
    colour,
    patches: patchy
      ? {
          colour: [colour[0] * shade, colour[1] * shade, colour[2] * random.range(0.6, 1.4)],
          size: unit * random.range(0.15, 1.5),
          amount: random.range(-0.5, 0.2)
        }
      : null,
    grain: roughness * random.range(0, random.chance(0.2) ? 0.9 : 0.45),
    grainSize: unit * random.range(0.008, random.chance(0.2) ? 0.16 : 0.06),
    drift: random.range(0, 0.3),
    driftSize: unit * random.range(0.4, 3),
    streaks: 0,
    tiles: null
  }
}

/** Tarmac or concrete, new or old. */
export const tarmac: MakeMaterial = (random, unit) => {
  const material = of(random, unit, greyish(random, 0.15, 0.68), random.range(0.1, 1))
  return { ...material, streaks: random.chance(0.4) ? random.range(0, 0.2) : 0, tiles: joints(random, unit, 0.12) }
}

/** Earth, sand, gravel. */
export const dirt: MakeMaterial = (random, unit) => {
  const colour = random.chance(0.25) ? greyish(random, 0.3, 0.7) : earth(random)
  return { ...of(random, unit, colour, random.range(0.5, 1.2)), streaks: random.range(0, 0.25) }
}

/** Grass, heather, desert, snow, water: whatever lies beside a road. */
export const land: MakeMaterial = (random, unit) => {
  const colours = [grass, grass, earth, earth, water, (r: Random): Colour => greyish(r, 0.3, 0.95), anyColour] as const
  return of(random, unit, random.pick(colours)(random), random.range(0.3, 1.4))
}

const water = (random: Random): Colour => between(random, [0.48, 0.64], 0.5, 0.4)

/** Floors: concrete, carpet, wood, tiles, paper. */
export const floor: MakeMaterial = (random, unit) => {
  const colours = [
    (r: Random): Colour => greyish(r, 0.12, 0.85),
    (r: Random): Colour => between(r, [0.05, 0.17], 0.35, 0.45),
    anyColour
  ] as const
  const material = of(random, unit, random.pick(colours)(random), random.range(0, 0.7))
  return { ...material, tiles: joints(random, unit, 0.35) }
}

/** Anything: colours and textures far beyond the plausible. */
export const anything: MakeMaterial = (random, unit) => {
  const material = of(random, unit, anyColour(random), random.range(0, 1.5))
  return { ...material, streaks: random.chance(0.3) ? random.range(0, 0.5) : 0, tiles: joints(random, unit, 0.2) }
}

function joints(random: Random, unit: number, chance: number): Material['tiles'] {
  if (!random.chance(chance)) return null
  const size = unit * random.range(0.3, 3)
  return { along: size * random.range(0.7, 4), across: size, depth: random.range(-0.35, 0.35) }
}

/** A band of a material up to a place; natural edges wander, built ones are straight. */
export function band(random: Random, to: number, material: Material, wander = 0): Band {
  return { to, material, wander, wanderSize: Math.max(0.05, wander * random.range(2, 10)) }
}

/** How far two materials' brightness must be apart to be told from each other. */
const TOLD_APART = 0.09

/** A material that can be told from another one: a road's edge has to be seen where nothing else marks it. */
export function unlike(random: Random, unit: number, make: MakeMaterial, other: Material): Material {
  for (let tries = 0; ; tries++) {
    const material = make(random, unit)
    if (tries > 20 || difference(material.colour, other.colour) > TOLD_APART) return material
  }
}

function difference(a: Colour, b: Colour): number {
  return Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? 0))))
}
