import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createMassMeter, emptyMasses, type LaneMasses } from '../attention/laneMasses.ts'
import { createTraitMeter, emptyTraits, type MapTraits } from '../attention/mapTraits.ts'
import type { Cache } from '../store/cache.ts'
import type { Library } from '../store/library.ts'
import { canonicalJson } from '../../shared/canonicalJson.ts'
import { driveLanes, lanesMadeOf } from './driveLanes.ts'

/** Raised with every change of how a map and a lane region become scores: older scores are then made again. */
const SCORING_VERSION = 2

/** Maps read at a time: a few megabytes, and a few milliseconds between two turns of the event loop. */
const CHUNK = 128

/**
 * A word for everything beside the maps that decides the scores of a run, and how many frames are scored.
 * @param lanes see lanesMadeOf
 */
export function scoringKey(lanes: unknown, frames: number): string {
  const made = canonicalJson({ scoring: SCORING_VERSION, lanes, frames })
  return createHash('sha256').update(made).digest('hex').slice(0, 16)
}

/** How far the scoring of a run is. */
export interface ScoringProgress {
  done: number
  total: number
}

/**
 * Measures every frame of a run that has a map against the lanes as they are now (see driveLanes), and keeps it all
 * in one transaction. Maps are read in chunks, so memory does not grow with their size. Lanes that change meanwhile are taken into account.
 */
export async function rescore(
  cache: Cache,
  library: Library,
  runId: string,
  onProgress: (progress: ScoringProgress) => void = () => undefined
): Promise<void> {
  const { driveId, key } = library.runs.get(runId)
  const drive = library.drives.get(driveId)
  const [first] = cache.maps(runId, 0, 1)
  if (!first) return
  const total = cache.resultsDone(runId)

  const keyNow = (): string =>
    scoringKey(lanesMadeOf(library, library.drives.get(driveId), cache.detectedVersion()), total)

  /** Null where the run was removed meanwhile. */
  async function measure(): Promise<{ masses: LaneMasses; traits: MapTraits | null } | null> {
    const lanes = driveLanes(library, cache, library.drives.get(driveId))
    const masses = emptyMasses(total)
    const measureMasses = createMassMeter(key.recipe, drive, first!)
    // Maps never change, so what they say by themselves is measured once.
    const traits = cache.traits(runId)?.change.length === total ? null : emptyTraits(total)
    const measureTraits = createTraitMeter(key.recipe, drive)
    for (let frame = 0; frame < total;) {
      const maps = cache.maps(runId, frame, Math.min(CHUNK, total - frame))
      if (maps.length === 0) return null
      for (const map of maps) {
        measureMasses(masses, frame, map, lanes.at(frame))
        if (traits) measureTraits(traits, frame, map)
        frame++
      }
      onProgress({ done: frame, total })
      await nextTurn()
    }
    return { masses, traits }
  }

  for (;;) {
    const madeWith = keyNow()
    const measured = await measure()
    if (!measured) return
    const { masses, traits } = measured
    if (traits) cache.setTraits(runId, traits)
    if (keyNow() !== madeWith) continue
    cache.setMasses(runId, madeWith, masses)
    return
  }
}
