import type { Zones } from './zones.ts'

/** What one frame scores. Everything is null where the frame has no lane region or no defined map. */
export interface FrameScore {
  /** Share of the map's sum inside the lane region, 0..1 (energy-based pointing game). */
  share: number | null
  /** share divided by the region's share of the pixels seen; 1 is a map that knows nothing of lanes. */
  lift: number | null
  /** Confidence of the lane region, 0..1; 0 where there is none. */
  laneConfidence: number
  /** Shares of the map's sum by zone outside the lanes; they and `share` add up to 1. */
  zones: Zones | null
}
