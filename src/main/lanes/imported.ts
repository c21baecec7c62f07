import type { LaneRegion } from '../../shared/lanes.ts'
import { blendOutlines } from './drawn.ts'
import type { LabelledLane } from './labels/frameLabel.ts'

/** A label of one frame; null where it shows no lane. */
export interface FrameLane {
  frame: number
  lane: LabelledLane | null
}

/** Seconds on each side for which a label says something of frames without one … */
const REACH = 1
/** … and the part of its confidence that is left there. */
const AT_REACH = 0.5

/**
 * The region at a frame from labels, which many data sets give only now and then. Between two labels that are near
 * enough the outline blends from one to the other, beyond the last it holds for a while; confidence falls with the
 * distance to the nearest label.
 *
 * @param labels in rising frame order
 * @param rate frames a second
 */
export function importedRegion(labels: readonly FrameLane[], frame: number, rate: number): LaneRegion | null {
  let [low, high] = [0, labels.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (labels[middle]!.frame < frame) low = middle + 1
    else high = middle
  }
  const after = labels[low]
  if (after?.frame === frame) return after.lane && { ...after.lane, source: 'imported' }
  const reach = REACH * rate
  const before = labels[low - 1]
  const [back, on] = [frame - (before?.frame ?? -Infinity), (after?.frame ?? Infinity) - frame]
  const near = back <= on ? before : after
  const distance = Math.min(back, on)
  if (!near?.lane || distance > reach) return null
  const confidence = near.lane.confidence * (1 - ((1 - AT_REACH) * distance) / reach)
  const between = before?.lane && after?.lane && back + on <= 2 * reach
  const polygon = between
    ? blendOutlines(before.lane!.polygon, after.lane!.polygon, back / (back + on))
    : near.lane.polygon
  return { polygon, confidence, source: 'imported' }
}
