import type { Random } from '../../world/random.ts'
import { type Colour, greyish } from './colour.ts'

/** Light and air of a world. */
export interface Weather {
  /** Brightness of all, and of each colour. */
  light: Colour
  gamma: number
  contrast: number
  /** Metres after which fog leaves a third, as a multiple of the lane's width; Infinity for none. */
  fog: number
  fogColour: Colour
  /** At night only what the lamps reach is seen. */
  night: { reach: number; spread: number } | null
  /** Shade of trees and houses on the ground: how dark it is, and its sizes in lane widths. */
  shade: { depth: number; size: number; amount: number; across: number; hard: number; fringe: number } | null
  /** The shadow of what stands along one side: from where on, in lane widths from the middle of the road, and how ragged. */
  side: { from: number; toLeft: boolean; depth: number; ragged: number; size: number; gaps: number } | null
  /** Light that a wet or polished ground throws back, in the picture: places and sizes of the picture. */
  gloss: { x: number; y: number; width: number; height: number; strength: number }[]
  glare: { x: number; y: number; size: number; strength: number } | null
}

export function createWeather(random: Random, varied: boolean, indoors: boolean): Weather {
  const plain: Weather = {
    light: [1, 1, 1],
    gamma: 1,
    contrast: 1,
    fog: Infinity,
    fogColour: [0.8, 0.8, 0.8],
    night: null,
    shade: null,
    side: null,
    gloss: [],
    glare: null
  }
  if (!varied) return plain
  const warm = random.normal() * 0.08
  const light = random.range(0.6, 1.25)
  const isNight = random.chance(indoors ? 0.03 : 0.12)
  return {
    light: [light * (1 + warm), light, light * (1 - warm)],
    gamma: random.range(0.75, 1.35),
    contrast: random.range(0.75, 1.25),
    fog: random.chance(0.15) ? random.range(6, 40) : Infinity,
    fogColour: greyish(random, 0.5, 0.95),
    night: isNight ? { reach: random.range(4, 12), spread: random.range(0.3, 1) } : null,
    shade: random.chance(indoors ? 0.15 : 0.45)
      ? {
          depth: random.range(0.2, 0.88),
          size: random.range(0.15, 4),
          amount: random.range(-0.3, 0.3),
          across: random.range(0.3, 3),
          hard: random.range(2, 25),
          fringe: random.range(0, 0.5)
        }
      : null,
    side: sideShadow(random.fork('side'), indoors),
    gloss: random.chance(indoors ? 0.5 : 0.12)
      ? Array.from({ length: Math.floor(random.range(1, 8)) }, () => ({
          x: random.next(),
          y: random.range(0.3, 1),
          width: random.range(0.01, 0.06),
          height: random.range(0.05, 0.3),
          strength: random.range(0.05, 0.5)
        }))
      : [],
    glare: random.chance(0.08)
      ? { x: random.next(), y: random.range(0, 0.5), size: random.range(0.05, 0.4), strength: random.range(0.3, 1.2) }
      : null
  }
}

/** Cliffs, houses and rows of trees throw one shadow over half the road and all that lies beside it. */
function sideShadow(random: Random, indoors: boolean): Weather['side'] {
  if (!random.chance(indoors ? 0.05 : 0.35)) return null
  return {
    from: random.range(-0.7, 0.9),
    toLeft: random.chance(0.5),
    depth: random.range(0.4, 0.92),
    ragged: random.chance(0.2) ? 0 : random.range(0.02, 0.8),
    size: random.range(0.2, 3),
    gaps: random.chance(0.5) ? -2 : random.range(-1, 0.3)
  }
}
