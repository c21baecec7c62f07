import { setImmediate as nextTurn } from 'node:timers/promises'
import { laneSources, type LaneOverview, type LaneSource } from '../../shared/lanes.ts'
import { meetingPoint, type MeetingPoint, vanishingPoint } from '../lanes/vanishingPoint.ts'
import type { StoredDrive } from '../store/driveTable.ts'
import type { Store } from '../store/store.ts'
import { driveLanes } from './driveLanes.ts'

/** Frames between two turns of the event loop. */
const CHUNK = 512

/** The lanes of a drive as a whole: which sources there are, and which one holds where. */
export async function laneOverview({ library, cache: cacheOf }: Store, drive: StoredDrive): Promise<LaneOverview> {
  const cache = cacheOf(drive.id)
  const frames = cache.framesDone()
  const lanes = driveLanes(library, cache, drive)
  const holding: LaneOverview['holding'] = []
  const straight: MeetingPoint[] = []
  const sums = new Map<LaneSource, { frames: number; confidence: number }>()
  for (let frame = 0; frame < frames; frame++) {
    const source = lanes.at(frame)?.source ?? 'none'
    const last = holding.at(-1)
    if (last?.source === source) last.last = frame
    else holding.push({ first: frame, last: frame, source })
    for (const candidate of laneSources) {
      const region = lanes.from(candidate, frame)
      if (!region) continue
      const sum = sums.get(candidate) ?? { frames: 0, confidence: 0 }
      sums.set(candidate, { frames: sum.frames + 1, confidence: sum.confidence + region.confidence })
    }
    const point = meetingPoint(
      lanes.from('imported', frame) ?? lanes.from('recorded', frame) ?? lanes.from('detected', frame)
    )
    if (point) straight.push(point)
    if (frame % CHUNK === CHUNK - 1) await nextTurn()
  }
  const known = laneSources.flatMap((source) => {
    const sum = sums.get(source)
    return sum ? [{ source, frames: sum.frames, confidence: sum.confidence / sum.frames }] : []
  })
  return {
    settings: library.laneSettings.settings(drive.id),
    imported: library.laneSettings.imported(drive.id),
    drawn: library.lanes.get(drive.id).length,
    holding,
    sources: known,
    vanishing: vanishingPoint(straight)
  }
}
