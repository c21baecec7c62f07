import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { createMassMeter, emptyMasses } from '../attention/laneMasses.ts'
import { createTraitMeter, emptyTraits, type MapTraits } from '../attention/mapTraits.ts'
import { carMoves } from '../lanes/carMoves.ts'
import { leavingOver, type LaneSides, sidesOf } from '../lanes/leavingLane.ts'
import type { Cache } from '../store/cache.ts'
import type { Library } from '../store/library.ts'
import type { KeptMasses } from '../store/scoreTable.ts'
import { motionOf } from '../../shared/drivenPath.ts'
import { canonicalJson } from '../../shared/canonicalJson.ts'
import type { Warning } from '../../shared/recording.ts'
import { allSeen, seesAll } from '../../shared/seenPixels.ts'
import { driveLanes, keptLanes, lanesMadeOf } from './driveLanes.ts'
import { RECOUNTED, recountedLift } from './recountedLift.ts'
import { seenPixelsOf } from './runSeen.ts'

/** Raised with every change of how a map and a lane region become scores: older scores are then made again. */
const SCORING_VERSION = 5

/** Maps read at a time: a few megabytes, and a few milliseconds between two turns of the event loop. */
const CHUNK = 128

/**
 * A word for everything beside the maps that decides the scores of a run, and how many frames are scored.
 * @param lanes see lanesMadeOf
 * @param seen 'unknown' for scores that had to count all pixels, because nobody could tell which ones the model sees
 */
export function scoringKey(lanes: unknown, frames: number, seen: 'known' | 'unknown' = 'known'): string {
  const made = canonicalJson({ scoring: SCORING_VERSION, lanes, frames, ...(seen === 'unknown' && { seen }) })
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
 *
 * What the model sees is worked out once for a run from before that counted, and the run is told where its lift is
 * another one for it. Without the model's file all of its input counts, as it did, and the scores stay outdated.
 */
export async function rescore(
  cache: Cache,
  library: Library,
  runId: string,
  onProgress: (progress: ScoringProgress) => void = () => undefined
): Promise<void> {
  const run = library.runs.get(runId)
  const { driveId, key } = run
  const drive = library.drives.get(driveId)
  const [first] = cache.maps(runId, 0, 1)
  if (!first) return
  const total = cache.resultsDone(runId)
  const isKept = cache.seenPixels(runId) !== null
  const known = await seenPixelsOf(cache, library, run)
  const seen = known ?? allSeen(first)
  const isRecounted = known !== null && !isKept && cache.scoredWith(runId) !== null && !seesAll(known)

  const keyNow = (): string =>
    scoringKey(lanesMadeOf(library, library.drives.get(driveId), keptLanes(cache)), total, known ? 'known' : 'unknown')

  /** Null where the run was removed meanwhile. */
  async function measure(): Promise<Measured | null> {
    const lanes = driveLanes(library, cache, library.drives.get(driveId))
    const carrier = lanes.carrier(0)
    const masses: KeptMasses = {
      own: emptyMasses(total),
      carried: emptyMasses(total),
      moves: movesOf(cache, drive.rate, total),
      leaving: new Float32Array(total),
      denied: new Float32Array(total),
      off: new Float32Array(total)
    }
    const sides: LaneSides[] = []
    const measureMasses = createMassMeter(key.recipe, drive, seen)
    const before = emptyMasses(isRecounted ? total : 0)
    const measureBefore = isRecounted ? createMassMeter(key.recipe, drive, allSeen(seen)) : null
    // Maps never change, so what they say by themselves is measured once.
    const traits = !isRecounted && cache.traits(runId)?.change.length === total ? null : emptyTraits(total)
    const measureTraits = createTraitMeter(key.recipe, drive, seen)
    for (let frame = 0; frame < total;) {
      const maps = cache.maps(runId, frame, Math.min(CHUNK, total - frame))
      if (maps.length === 0) return null
      for (const map of maps) {
        const region = lanes.at(frame)
        sides.push(sidesOf(region))
        masses.off[frame] = lanes.from('detected', frame)?.off ?? 0
        measureMasses(masses.own, frame, map, region)
        measureBefore?.(before, frame, map, region)
        if (lanes.isDenied(frame)) {
          masses.denied[frame] = 1
          carrier.deny()
        } else {
          const carried = carrier.next(region)
          // Around its own region a frame is measured already.
          if (carried && carried.carriedFrom < frame) measureMasses(masses.carried, frame, map, carried)
          else masses.carried.confidence[frame] = carried?.confidence ?? 0
        }
        if (traits) measureTraits(traits, frame, map)
        frame++
      }
      onProgress({ done: frame, total })
      await nextTurn()
    }
    masses.leaving = leavingOver(sides, cache.times())
    return { masses, traits, warnings: measureBefore ? recountedLift(before, masses.own, seen) : [] }
  }

  for (;;) {
    const madeWith = keyNow()
    const measured = await measure()
    if (!measured) return
    const { masses, traits, warnings } = measured
    if (keyNow() !== madeWith) continue
    // What is seen is kept behind all that asks whether it was: whoever is stopped between does it again.
    if (warnings.length > 0) tell(cache, runId, warnings)
    if (traits) cache.setTraits(runId, traits)
    if (known && !isKept) cache.setSeenPixels(runId, known)
    cache.setMasses(runId, madeWith, masses)
    return
  }
}

interface Measured {
  masses: KeptMasses
  /** Null where they are kept already. */
  traits: MapTraits | null
  warnings: readonly Warning[]
}

function tell(cache: Cache, runId: string, warnings: readonly Warning[]): void {
  const facts = cache.run(runId)
  if (!facts) return
  const others = facts.warnings.filter(({ code }) => code !== RECOUNTED)
  cache.saveRun(runId, { ...facts, warnings: [...others, ...warnings] })
}

/** 1 where the car moves, for frames 0..total-1. */
function movesOf(cache: Cache, rate: number, total: number): Float32Array {
  const detector = cache.detectedVersion()
  const looks = detector === null ? [] : cache.glances(detector)
  const glances = Array.from({ length: total }, (_, frame) => {
    const glance = looks[frame] ?? null
    return glance === null ? null : Buffer.from(glance, 'base64')
  })
  const { speed } = motionOf({ times: [], signals: cache.signals() })
  return Float32Array.from(carMoves(glances, rate, speed), Number)
}
