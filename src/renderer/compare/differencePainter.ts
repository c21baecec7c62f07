import type { DifferenceMap } from '../../shared/differenceMap.ts'

/** 0..255 each. */
export type Colour = readonly [red: number, green: number, blue: number]

/** How a difference is drawn. */
export interface DifferenceView {
  /** Of where the first has more attention, and where the second has. */
  more: Colour
  less: Colour
  /** The difference of full strength, in multiples of an even spread. */
  full: number
  /** 0..1, at full strength. */
  opacity: number
  /** Strengths below this are not drawn, 0..1. */
  threshold: number
}

/** Differences of this many times an even spread are drawn at full strength in every frame alike. */
export const FULL_DIFFERENCE = 8

/** The largest difference of a frame, in multiples of an even spread. */
export function largestDifference({ values }: DifferenceMap): number {
  let largest = 0
  for (const value of values) if (Math.abs(value) > largest) largest = Math.abs(value)
  return largest
}

/**
 * A difference in colours, RGBA [height, width]: the hue says who has more, the opacity by how much. Strength follows the
 * square root, as that of maps does. What one of both does not see is clear.
 */
export function differencePixels({ values }: DifferenceMap, view: DifferenceView): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(values.length * 4)
  values.forEach((value, i) => {
    if (Number.isNaN(value) || view.full <= 0) return
    const strength = Math.sqrt(Math.min(1, Math.abs(value) / view.full))
    pixels.set(value > 0 ? view.more : view.less, i * 4)
    // Hue says who; so opacity alone says how much, all the way up.
    pixels[i * 4 + 3] = 255 * view.opacity * Math.max(0, (strength - view.threshold) / (1 - view.threshold))
  })
  return pixels
}
