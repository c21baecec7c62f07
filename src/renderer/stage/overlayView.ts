import type { Rect } from '../../shared/recipe.ts'
import type { SaliencyMap } from '../../shared/saliencyMap.ts'
import type { SeenPixels } from '../../shared/seenPixels.ts'

/** How one map is to be drawn over its picture. */
export interface OverlayView {
  /** 256 entries of R, G, B, A. */
  colours: Uint8Array
  /** 0..1 */
  opacity: number
  /** Strengths below this are not drawn, 0..1. */
  threshold: number
  /** What the map's largest value is of the reference: 1 is full strength. */
  gain: number
  /** Where the map lies: what the recipe leaves of the picture, in unit coordinates of the picture. */
  seen: Rect
  /** Which pixels of the map the model sees; null where all of them are, or it is not known. */
  seenPixels: SeenPixels | null
}

/** Draws maps onto a canvas that lies over the picture. */
export interface MapPainter {
  /** null clears the overlay, except for the hatching of what was not seen. */
  paint(map: SaliencyMap | null, view: OverlayView): void
  dispose(): void
}

/** Strengths this far above the threshold are drawn at the full opacity. The shader has the same number. */
const fade = 0.3

/** Opacity 0..1 of a strength 0..1: nothing at the threshold, all of it a little above, so that the picture shows through. */
export function opacityOf(strength: number, view: Pick<OverlayView, 'opacity' | 'threshold'>): number {
  return view.opacity * Math.min(1, Math.max(0, (strength - view.threshold) / fade))
}

/**
 * Strength 0..1 of a map value 0..1 of the map's largest. Maps of one drive differ in scale by a hundred times, so
 * strength follows the square root: one curve for the whole drive, as in the report. The shader has it too.
 */
export function strengthOf(value: number, gain: number): number {
  return Math.sqrt(Math.min(1, value * gain))
}

/**
 * What a map's largest value is of `reference`, which is full strength. With `perFrame`, or without a reference, the
 * largest value of each map is full strength itself.
 */
export function gainOf(map: SaliencyMap, reference: number, perFrame: boolean): number {
  return perFrame || !(reference > 0) ? 1 : map.scale / reference
}
