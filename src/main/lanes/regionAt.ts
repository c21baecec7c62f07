import type { LaneKeyframe, LaneRegion } from '../../shared/lanes.ts'
import { drawnRegion } from './drawn.ts'

/** The lane region that holds at a frame: what a person drew has authority over what was detected. */
export function regionAt(
  keyframes: readonly LaneKeyframe[],
  detected: readonly (LaneRegion | null)[],
  frame: number
): LaneRegion | null {
  return drawnRegion(keyframes, frame) ?? detected[frame] ?? null
}
