import type { FrameScore } from '../../shared/frameScore.ts'
import type { LaneMasses, MarginMasses } from './laneMasses.ts'

/**
 * Where the attention of each frame lies when the lane is widened by a margin: its share in the lane region, the lift
 * over a map that knows nothing of lanes, and the shares of the zones around the region (left and right of it, above
 * it, below it). `share` and the zones add up to 1. All are null where the map is undefined or there is no lane region.
 */
export function scoresOf(
  { confidence, above, below }: Pick<LaneMasses, 'confidence' | 'above' | 'below'>,
  { inside, left, right, area }: MarginMasses
): FrameScore[] {
  return Array.from(confidence, (laneConfidence, frame) => {
    const share = inside[frame]!
    if (Number.isNaN(share)) return { share: null, lift: null, laneConfidence, zones: null }
    return {
      share,
      lift: share / area[frame]!,
      laneConfidence,
      zones: { left: left[frame]!, right: right[frame]!, above: above[frame]!, below: below[frame]! }
    }
  })
}
