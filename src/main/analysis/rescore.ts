import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { FrameScore } from '../../shared/events.ts'
import type { LaneKeyframe } from '../../shared/lanes.ts'
import { createMaskPainter } from '../attention/regionMask.ts'
import { scoreFrame } from '../attention/score.ts'
import { detectorVersion } from '../lanes/detect.ts'
import { regionAt } from '../lanes/regionAt.ts'
import type { Cache } from '../store/cache.ts'
import type { Library } from '../store/library.ts'
import { canonicalJson } from '../store/runKey.ts'

/** Raised with every change of how a map and a lane region become scores: older scores are then made again. */
const SCORING_VERSION = 1

/** Maps read at a time: a few megabytes, and a few milliseconds between two turns of the event loop. */
const CHUNK = 128

/** A word for everything beside the maps that decides the scores of a run, and how many frames are scored. */
export function scoringKey(keyframes: readonly LaneKeyframe[], frames: number): string {
  const made = canonicalJson({ scoring: SCORING_VERSION, detector: detectorVersion, keyframes, frames })
  return createHash('sha256').update(made).digest('hex').slice(0, 16)
}

/**
 * Scores every frame of a run that has a map against the lanes as they are now (drawn ones first, then detected
 * ones), and keeps all scores in one transaction. Maps are read in chunks, so memory does not grow with the drive.
 * Lanes that change meanwhile are taken into account.
 */
export async function rescore(cache: Cache, library: Library, runId: string): Promise<void> {
  const { driveId, key } = library.runs.get(runId)
  const drive = library.drives.get(driveId)
  const [first] = cache.maps(runId, 0, 1)
  if (!first) return
  const paint = createMaskPainter(key.recipe, drive, first)

  async function score(keyframes: readonly LaneKeyframe[]): Promise<FrameScore[]> {
    const detected = cache.detectedRegions(detectorVersion)
    const scores: FrameScore[] = []
    for (;;) {
      const maps = cache.maps(runId, scores.length, CHUNK)
      if (maps.length === 0) return scores
      for (const map of maps) {
        const region = regionAt(keyframes, detected, scores.length)
        scores.push(scoreFrame(map, region && paint(region.polygon), region?.confidence ?? 0))
      }
      await nextTurn()
    }
  }

  for (;;) {
    const keyframes = library.lanes.get(driveId)
    const scores = await score(keyframes)
    const madeWith = scoringKey(keyframes, scores.length)
    if (scoringKey(library.lanes.get(driveId), scores.length) !== madeWith) continue
    cache.setScores(runId, madeWith, scores)
    return
  }
}
