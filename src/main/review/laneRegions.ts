import type { CarriedRegion, LaneRegion } from '../../shared/lanes.ts'
import { driveLanes } from '../analysis/driveLanes.ts'
import type { StoredRun } from '../store/runTable.ts'
import type { Reviews } from './reviews.ts'

/** What was known longer before a frame is less sure by then than whatever is carried on to it. */
const MEMORY_SECONDS = 3

/**
 * The lane regions of frames from..from+count-1, as far as frames are decoded: where the lane is carried on by the rule of
 * the run, what is carried. Null where a frame has none.
 */
export function laneRegions(
  reviews: Reviews,
  run: StoredRun,
  from: number,
  count: number
): (LaneRegion | CarriedRegion | null)[] {
  const { library, cache: cacheOf } = reviews.store
  const cache = cacheOf(run.driveId)
  const until = Math.min(cache.framesDone(), from + count)
  const lanes = driveLanes(library, cache, library.drives.get(run.driveId))
  const { states, measured } = reviews.flagged(run)
  const { times } = measured
  const isAny = states.slice(from, until).includes('carried')
  let first = from
  while (isAny && first > 0 && times[from]! - times[first]! < MEMORY_SECONDS) first--
  const carrier = lanes.carrier(first)
  const regions: (LaneRegion | CarriedRegion | null)[] = []
  for (let frame = first; frame < until; frame++) {
    const own = lanes.at(frame)
    if (lanes.isDenied(frame)) carrier.deny()
    const carried = lanes.isDenied(frame) || !isAny ? null : carrier.next(own)
    if (frame >= from) regions.push(states[frame] === 'carried' ? (carried ?? own) : own)
  }
  return regions
}
