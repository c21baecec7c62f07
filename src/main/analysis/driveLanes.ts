import { CORRIDOR_MARGIN, type LaneRegion, type LaneSource } from '../../shared/lanes.ts'
import { motionOf, pathRegion } from '../../shared/drivenPath.ts'
import { chosenSource, holdingRegion } from '../lanes/authority.ts'
import { withoutBonnet } from '../lanes/bonnet.ts'
import { carryAlongPath } from '../lanes/carriedAlong.ts'
import { createLaneCarrier, type LaneCarrier } from '../lanes/carriedLane.ts'
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
  /** True where a person said that there is no lane. */
  isDenied(frame: number): boolean
  /** Carries regions on over the frames from one on, each told in order; see createLaneCarrier. */
  carrier(from: number): LaneCarrier
}

/** What made the lanes that a drive's cache holds. */
interface KeptLanes {
  /** Version of the detector that found those that are detected; null where none are. */
  detector: number | null
  /** Key of those that lie with the recording; null where none were read. */
  recorded: string | null
}

export function keptLanes(cache: Cache): KeptLanes {
  return { detector: cache.detectedVersion(), recorded: cache.recordedLanesKey() }
}

/**
 * Everything beside the pictures that decides the lane regions of a drive: values that are equal where the regions
 * are. Cheap to ask for.
 */
export function lanesMadeOf(library: Library, drive: StoredDrive, { detector, recorded }: KeptLanes): unknown {
  const settings = library.laneSettings.settings(drive.id)
  return {
    detector,
    keyframes: library.lanes.get(drive.id),
    imported: library.laneSettings.imported(drive.id)?.hash ?? null,
    stretches: settings.stretches,
    bonnet: settings.bonnet,
    model: modelLanesKey(library, drive),
    // Runs from before there were any keep their scores.
    ...(recorded !== null && settings.recorded && { recorded }),
    // The driven path follows the signals, and what was corrected about them.
    path: settings.camera && { camera: settings.camera, signals: drive.signalSettings }
  }
}

/** Frames whose lanes are read at a time: some milliseconds, and a megabyte. */
const PAGE = 512

/** What `load` gives of the page that a frame is on, frames from..from+count-1; only the last page is kept. */
function paged<T>(load: (from: number, count: number) => T): (frame: number) => { from: number; held: T } {
  let page: { from: number; held: T } | null = null
  return (frame) => {
    const from = frame - (frame % PAGE)
    if (page?.from !== from) page = { from, held: load(from, PAGE) }
    return page
  }
}

/**
 * Reads what the sources say, page by page as frames are asked for. Detected lanes are those of an older detector until
 * they are found again.
 */
export function driveLanes(library: Library, cache: Cache, drive: StoredDrive): DriveLanes {
  const keyframes = library.lanes.get(drive.id)
  const { stretches, camera, bonnet, recorded: isRecordedUsed } = library.laneSettings.settings(drive.id)
  const detector = cache.detectedVersion()
  const detected = paged((from, count) => (detector === null ? [] : cache.detectedRegions(detector, from, count)))
  const modelKey = modelLanesKey(library, drive)
  const model = paged((from, count) => (modelKey === null ? [] : cache.modelLanes(modelKey, from, count)))
  const recordedKey = isRecordedUsed ? cache.recordedLanesKey() : null
  const recorded = paged((from, count) => (recordedKey === null ? [] : cache.recordedLanes(recordedKey, from, count)))
  // Labels bear on frames around them.
  const around = Math.ceil(2 * drive.rate)
  const isLabelled = library.laneSettings.imported(drive.id) !== null
  const labels = paged((from, count) =>
    isLabelled ? library.laneSettings.importedLanes(drive.id, Math.max(0, from - around), count + 2 * around) : []
  )
  const times = cache.times()
  const motion = camera && motionOf({ times: Array.from(times), signals: cache.signals() })
  const sources: Record<LaneSource, (frame: number) => LaneRegion | null> = {
    drawn: (frame) => drawnRegion(keyframes, frame),
    imported: (frame) => importedRegion(labels(frame).held, frame, drive.rate),
    recorded: (frame) => regionIn(recorded(frame), frame),
    model: (frame) => regionIn(model(frame), frame),
    detected: (frame) => regionIn(detected(frame), frame),
    path(frame) {
      const region = motion && pathRegion(motion, camera, frame, drive.width / drive.height, CORRIDOR_MARGIN)
      return region ? { ...region, source: 'path' } : null
    }
  }
  const said = (source: LaneSource, frame: number): LaneRegion | null =>
    source === 'drawn' ? sources.drawn(frame) : withoutBonnet(sources[source](frame), bonnet)
  const carry = motion && carryAlongPath(motion, camera, drive.width / drive.height)
  return {
    from: said,
    at: (frame) => holdingRegion((source) => said(source, frame), chosenSource(stretches, frame)),
    isDenied: (frame) => chosenSource(stretches, frame) === 'none',
    carrier: (from) => createLaneCarrier(times, from, carry ?? ((polygon) => polygon))
  }
}

function regionIn({ from, held }: { from: number; held: (LaneRegion | null)[] }, frame: number): LaneRegion | null {
  return held[frame - from] ?? null
}
