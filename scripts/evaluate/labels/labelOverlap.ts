import type { Polygon } from '../../../src/shared/lanes.ts'
import type { LabelledFrame } from './truthFile.ts'

/** Width in pixels at which labels are compared. */
const WIDTH = 640

/** How far a region covers a labelled lane, bonnet left out of both; intersection over union, 0..1. */
export interface LabelOverlap {
  iou: number
  /** In the rows that the label reaches alone: its far end is cut off, not guessed. */
  near: number
}

/**
 * Compares a region with the lane of a label that has one.
 * @param region unit picture coordinates; what lies outside the picture does not count
 */
export function labelOverlap(
  { width, height, lane, bonnet }: Pick<LabelledFrame, 'width' | 'height' | 'lane' | 'bonnet'>,
  region: Polygon
): LabelOverlap {
  const size = { width: WIDTH, height: Math.round((WIDTH * height) / width) }
  const hidden = bonnet && filled(bonnet, size)
  const seen = (outline: Polygon): Uint8Array => {
    const mask = filled(outline, size)
    return hidden ? mask.map((inside, i) => inside & ~hidden[i]!) : mask
  }
  const [truth, found] = [seen(lane ?? []), seen(region)]
  const top = truth.indexOf(1)
  return { iou: iou(truth, found), near: top < 0 ? 0 : iou(truth, found, top - (top % WIDTH)) }
}

/** Of the pixels from the number `from` on; 0 where both are empty. */
function iou(one: Uint8Array, other: Uint8Array, from = 0): number {
  let [shared, either] = [0, 0]
  for (let i = from; i < one.length; i++) {
    shared += one[i]! & other[i]!
    either += one[i]! | other[i]!
  }
  return shared / Math.max(1, either)
}

/** 1 for each pixel whose middle lies inside the outline, row by row; inside is what an odd number of crossings encloses. */
function filled(outline: Polygon, { width, height }: { width: number; height: number }): Uint8Array {
  const mask = new Uint8Array(width * height)
  for (let row = 0; row < height; row++) {
    const y = (row + 0.5) / height
    const crossings: number[] = []
    outline.forEach(([x0, y0], i) => {
      const [x1, y1] = outline[(i + 1) % outline.length]!
      if (y0 <= y !== y1 <= y) crossings.push(x0 + ((y - y0) / (y1 - y0)) * (x1 - x0))
    })
    crossings.sort((a, b) => a - b)
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const from = Math.max(0, Math.ceil(crossings[i]! * width - 0.5))
      const to = Math.min(width, Math.ceil(crossings[i + 1]! * width - 0.5))
      if (from < to) mask.fill(1, row * width + from, row * width + to)
    }
  }
  return mask
}
