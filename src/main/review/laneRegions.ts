import type { LaneRegion } from '../../shared/lanes.ts'
import { driveLanes } from '../analysis/driveLanes.ts'
import type { Store } from '../store/store.ts'

/** The lane regions of frames from..from+count-1, as far as frames are decoded; null where a frame has none. */
export function laneRegions(store: Store, driveId: string, from: number, count: number): (LaneRegion | null)[] {
  const cache = store.cache(driveId)
  const there = Math.max(0, Math.min(count, cache.framesDone() - from))
  const lanes = driveLanes(store.library, cache, store.library.drives.get(driveId))
  return Array.from({ length: there }, (_, i) => lanes.at(from + i))
}
