import type { Random } from '../../world/random.ts'
import { anyColour, between, type Colour, earth, grass, greyish, hsl } from './colour.ts'

/** What is seen beyond the ground: sky and skyline, or the walls and lamps of a room. Angles in radians. */
export interface Backdrop {
  top: Colour
  bottom: Colour
  clouds: { amount: number; size: number; colour: Colour }
  /** From the farthest to the nearest. */
  ranges: { colour: Colour; height: number; rough: number; size: number; phase: number; texture: number }[]
  /** Things before the wall of a room, or houses. */
  blocks: { from: number; to: number; low: number; high: number; colour: Colour }[]
  lamps: { azimuth: number; height: number; width: number; tall: number }[]
}

export function createBackdrop(random: Random, indoors: boolean): Backdrop {
  return indoors ? room(random) : outside(random)
}

function outside(random: Random): Backdrop {
  const clear = random.chance(0.6)
  const sky = clear
    ? hsl(random.range(0.52, 0.64), random.range(0.2, 0.8), random.range(0.35, 0.85))
    : greyish(random, 0.4, 0.95)
  const ranges = Array.from({ length: Math.floor(random.range(0, 4)) }, (_, i) => ({
    colour: random.pick([grass, earth, (r: Random) => greyish(r, 0.15, 0.6)] as const)(random),
    height: random.range(0, 0.3) / (1 + i * 0.4),
    rough: random.range(0.2, 1),
    size: random.range(0.03, 0.6),
    phase: random.range(0, 200),
    texture: random.range(0, 0.7)
  }))
  return {
    top: sky,
    bottom: random.chance(0.5) ? greyish(random, 0.6, 1) : sky,
    clouds: {
      amount: random.chance(0.5) ? random.range(0, 0.9) : 0,
      size: random.range(0.05, 0.4),
      colour: greyish(random, 0.6, 1)
    },
    ranges,
    blocks: random.chance(0.35) ? blocks(random, 14, 0.35) : [],
    lamps: []
  }
}

function room(random: Random): Backdrop {
  const wall = random.chance(0.7) ? greyish(random, 0.05, 0.9) : anyColour(random)
  return {
    top: random.chance(0.5) ? greyish(random, 0.02, 0.4) : greyish(random, 0.5, 1),
    bottom: wall,
    clouds: { amount: random.range(0, 0.6), size: random.range(0.01, 0.1), colour: greyish(random, 0.1, 0.9) },
    ranges: random.chance(0.6)
      ? [
          {
            colour: wall,
            height: random.range(0.02, 0.5),
            rough: random.chance(0.5) ? 0 : random.range(0, 0.6),
            size: random.range(0.02, 0.3),
            phase: random.range(0, 200),
            texture: random.range(0, 0.8)
          }
        ]
      : [],
    blocks: blocks(random, 40, random.range(0.05, 0.5)),
    lamps: Array.from({ length: Math.floor(random.range(0, 30)) }, () => ({
      azimuth: random.range(-1.6, 1.6),
      height: random.range(0.08, 0.9),
      width: random.range(0.005, 0.06),
      tall: random.range(0.005, 0.02)
    }))
  }
}

function blocks(random: Random, most: number, tallest: number): Backdrop['blocks'] {
  return Array.from({ length: Math.floor(random.range(0, most)) }, () => {
    const from = random.range(-1.7, 1.6)
    const low = random.chance(0.6) ? -0.2 : random.range(0, tallest)
    return {
      from,
      to: from + random.range(0.01, 0.3),
      low,
      high: Math.max(0, low) + tallest * random.next() ** 2,
      colour: random.chance(0.5) ? greyish(random, 0.03, 0.95) : between(random, [0, 1], 0.5, 0.4)
    }
  })
}
