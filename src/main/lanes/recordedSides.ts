import type { LaneRegion, LaneSides } from '../../shared/lanes.ts'
import { egoLane } from './labels/egoLane.ts'

/** The region between the two sides of the own lane that a recording gives, as sure as the less sure of them. */
export function recordedSides({ left, right }: LaneSides): LaneRegion | null {
  const lane = egoLane([left.points, right.points])
  return lane && { ...lane, confidence: Math.min(left.confidence, right.confidence), source: 'recorded' }
}
