import type { FrameScore } from '../../shared/events.ts'
import type { SaliencyMap } from '../../shared/saliencyMap.ts'
import type { RegionMask } from './regionMask.ts'

/** A lane region of less than a map pixel says nothing: the model does not see the lane. */
const SMALLEST_AREA = 1

/**
 * Where the attention of one frame lies: its share in the lane region, the lift over a map that knows nothing of
 * lanes, and the shares of the zones around the region (left and right of it, above it, below it).
 * `share` and the zones add up to 1. All are null where the map is undefined (sum 0) or there is no lane region.
 *
 * @param mask the lane region in map space, of the map's size; null where the frame has none
 * @param confidence of the lane region, 0..1
 */
export function scoreFrame(map: SaliencyMap, mask: RegionMask | null, confidence: number): FrameScore {
  if (!mask) return { share: null, lift: null, laneConfidence: 0, zones: null }
  if (mask.width !== map.width || mask.height !== map.height)
    throw new RangeError(`a ${mask.height}x${mask.width} mask does not fit a ${map.height}x${map.width} map`)
  if (map.sum <= 0 || mask.area < SMALLEST_AREA)
    return { share: null, lift: null, laneConfidence: confidence, zones: null }
  const { width, height, data } = map
  const { coverage, middle, top, bottom } = mask
  let inside = 0
  let left = 0
  let right = 0
  let above = 0
  let below = 0
  for (let y = 0; y < height; y++) {
    const start = y * width
    const end = start + width
    let row = 0
    if (y < top || y > bottom) {
      for (let i = start; i < end; i++) row += data[i]!
      if (y < top) above += row
      else below += row
      continue
    }
    let rowInside = 0
    const part = start + Math.min(width, Math.max(0, Math.round(middle[y]!)))
    for (let i = start; i < part; i++) {
      row += data[i]!
      rowInside += data[i]! * coverage[i]!
    }
    left += row - rowInside
    inside += rowInside
    row = 0
    rowInside = 0
    for (let i = part; i < end; i++) {
      row += data[i]!
      rowInside += data[i]! * coverage[i]!
    }
    right += row - rowInside
    inside += rowInside
  }
  const sum = inside + left + right + above + below
  const share = inside / sum
  return {
    share,
    lift: share / (mask.area / (width * height)),
    laneConfidence: confidence,
    zones: { left: left / sum, right: right / sum, above: above / sum, below: below / sum }
  }
}
