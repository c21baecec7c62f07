import type { Random } from '../../world/random.ts'

/** Red, green and blue as a picture has them, 0..1. */
export type Colour = readonly [red: number, green: number, blue: number]

/** Hue 0..1 around the circle, saturation and lightness 0..1. */
export function hsl(hue: number, saturation: number, lightness: number): Colour {
  const chroma = (1 - Math.abs(2 * lightness - 1)) * saturation
  const part = (shift: number): number => {
    const k = (shift + hue * 12) % 12
    return lightness - (chroma / 2) * Math.max(-1, Math.min(k - 3, 9 - k, 1))
  }
  return [part(0), part(8), part(4)]
}

/** Any colour at all. */
export function anyColour(random: Random): Colour {
  return hsl(random.next(), random.range(0, 0.9), random.range(0.08, 0.92))
}

/** A grey with a cast. */
export function greyish(random: Random, dark: number, light: number): Colour {
  return hsl(random.next(), random.range(0, 0.14), random.range(dark, light))
}

/** A colour between two hues, for what grows, lies about or is made of earth. */
export function between(random: Random, hues: readonly [number, number], saturation: number, light: number): Colour {
  return hsl(random.range(...hues), saturation * random.range(0.5, 1.3), Math.min(0.95, light * random.range(0.5, 1.6)))
}

export const earth = (random: Random): Colour => between(random, [0.04, 0.12], 0.4, 0.4)
export const grass = (random: Random): Colour => between(random, [0.16, 0.36], 0.4, 0.32)
export const white = (random: Random): Colour => greyish(random, 0.78, 1)
export const yellow = (random: Random): Colour =>
  hsl(random.range(0.11, 0.17), random.range(0.5, 1), random.range(0.4, 0.65))
