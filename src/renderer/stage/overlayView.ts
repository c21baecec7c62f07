import type { Rect } from '../../shared/recipe.ts'
import type { SaliencyMap } from '../../shared/saliencyMap.ts'

/** How one map is to be drawn over its picture. */
export interface OverlayView {
  /** 256 entries of R, G, B, A. */
  colours: Uint8Array
  /** 0..1 */
  opacity: number
  /** Strengths below this are not drawn, 0..1. */
  threshold: number
  /** Strength of the map's largest value: 1 is full. */
  gain: number
  /** What the model sees of the picture, in unit coordinates of the picture. */
  seen: Rect
}

/** Draws maps onto a canvas that lies over the picture. */
export interface MapPainter {
  /** null clears the overlay, except for the hatching of what was not seen. */
  paint(map: SaliencyMap | null, view: OverlayView): void
  dispose(): void
}

/** Strengths this far above the threshold are drawn at the full opacity. The shader has the same number. */
export const fade = 0.3

/** Opacity 0..1 of a strength 0..1: nothing at the threshold, all of it a little above, so that the picture shows through. */
export function opacityOf(strength: number, view: Pick<OverlayView, 'opacity' | 'threshold'>): number {
  return view.opacity * Math.min(1, Math.max(0, (strength - view.threshold) / fade))
}

/**
 * The strength of a map's largest value when `reference` is full strength. With `perFrame`, or without a
 * reference, the largest value of each map is full strength itself.
 */
export function gainOf(map: SaliencyMap, reference: number, perFrame: boolean): number {
  return perFrame || !(reference > 0) ? 1 : map.scale / reference
}
