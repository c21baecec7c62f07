import type { LaneRegion } from '../../shared/lanes.ts'
import { detectorVersion } from '../lanes/detect.ts'
import { drawnRegion } from '../lanes/drawn.ts'
import type { Store } from '../store/store.ts'

/** The lane regions of frames from..from+count-1, as far as frames are decoded; null where a frame has none. */
export function laneRegions(store: Store, driveId: string, from: number, count: number): (LaneRegion | null)[] {
  const cache = store.cache(driveId)
  const keyframes = store.library.lanes.get(driveId)
  const detected = cache.detectedRegions(detectorVersion, from, count)
  const there = Math.max(0, Math.min(count, cache.framesDone() - from))
  return Array.from({ length: there }, (_, i) => drawnRegion(keyframes, from + i) ?? detected[i] ?? null)
}
