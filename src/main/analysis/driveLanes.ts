import { CORRIDOR_MARGIN, type LaneRegion, type LaneSource } from '../../shared/lanes.ts'
import { motionOf, pathRegion } from '../../shared/drivenPath.ts'
import { chosenSource, holdingRegion } from '../lanes/authority.ts'
import { withoutBonnet } from '../lanes/bonnet.ts'
import { detectorVersion } from '../lanes/detect.ts'
import { drawnRegion } from '../lanes/drawn.ts'
import { importedRegion } from '../lanes/imported.ts'
import type { Cache } from '../store/cache.ts'
import type { StoredDrive } from '../store/driveTable.ts'
import type { Library } from '../store/library.ts'
import { modelLanesKey } from './modelLanesKey.ts'

/** The lane regions of a drive, from all sources there are. */
export interface DriveLanes {
  /** What a source says of a frame. */
  from(source: LaneSource, frame: number): LaneRegion | null
  /** The region that holds at a frame; null where there is none. */
  at(frame: number): LaneRegion | null
}

/**
 * Everything beside the pictures that decides the lane regions of a drive: values that are equal where the regions
 * are. Cheap to ask for.
 */
export function lanesMadeOf(library: Library, drive: StoredDrive): unknown {
  const settings = library.laneSettings.settings(drive.id)
  return {
    detector: detectorVersion,
    keyframes: library.lanes.get(drive.id),
    imported: library.laneSettings.imported(drive.id)?.hash ?? null,
    stretches: settings.stretches,
    bonnet: settings.bonnet,
    model: modelLanesKey(library, drive),
    // The driven path follows the signals, and what was corrected about them.
    path: settings.camera && { camera: settings.camera, signals: drive.signalSettings }
  }
}

/** Reads what the sources say of frames from..from+count-1 (all by default) as it is now. */
export function driveLanes(library: Library, cache: Cache, drive: StoredDrive, from = 0, count?: number): DriveLanes {
  const keyframes = library.lanes.get(drive.id)
  const { stretches, camera, bonnet } = library.laneSettings.settings(drive.id)
  const detected = cache.detectedRegions(detectorVersion, from, count)
  const modelKey = modelLanesKey(library, drive)
  const model = modelKey === null ? [] : cache.modelLanes(modelKey, from, count)
  // Labels bear on frames around them.
  const around = Math.ceil(2 * drive.rate)
  const labels = library.laneSettings.imported(drive.id)
    ? library.laneSettings.importedLanes(drive.id, Math.max(0, from - around), count && count + 2 * around)
    : []
  const motion = camera && motionOf({ times: Array.from(cache.times()), signals: cache.signals() })
  const sources: Record<LaneSource, (frame: number) => LaneRegion | null> = {
    drawn: (frame) => drawnRegion(keyframes, frame),
    imported: (frame) => importedRegion(labels, frame, drive.rate),
    model: (frame) => model[frame - from] ?? null,
    detected: (frame) => detected[frame - from] ?? null,
    path(frame) {
      const region = motion && pathRegion(motion, camera, frame, drive.width / drive.height, CORRIDOR_MARGIN)
      return region ? { ...region, source: 'path' } : null
    }
  }
  const said = (source: LaneSource, frame: number): LaneRegion | null =>
    source === 'drawn' ? sources.drawn(frame) : withoutBonnet(sources[source](frame), bonnet)
  return {
    from: said,
    at: (frame) => holdingRegion((source) => said(source, frame), chosenSource(stretches, frame))
  }
}
