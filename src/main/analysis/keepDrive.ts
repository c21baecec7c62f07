import { setImmediate as nextTurn } from 'node:timers/promises'
import { CancelledError } from '../../shared/errors.ts'
import type { DecodeSummary } from '../decode/decode.ts'
import { detectorVersion, LaneEvidence } from '../lanes/detect.ts'
import { smoothLanesInSteps } from '../lanes/smoothLanes.ts'
import { earlierDamage } from './damagedFrames.ts'
import type { Job } from './openJob.ts'

/**
 * Keeps what only a whole pass can tell about a drive: its exact length, and what was odd on the way.
 * @param from the frame that the pass began at
 */
export function keepDrive({ library, cache, drive, recording }: Job, from: number, summary: DecodeSummary): void {
  const { frames } = summary
  const duration = (cache.times().at(-1) ?? 0) + 1 / recording.rate
  // A pass over a video decodes all of it, wherever it begins; one over pictures does not report earlier ones.
  const earlier = recording.source.type !== 'video' ? earlierDamage(cache.damagedFrames(), from) : []
  library.drives.decoded(drive.id, { frames, duration, warnings: [...earlier, ...summary.warnings] })
  cache.setFrameCount(frames)
}

const Evidence = LaneEvidence.nullable()

/**
 * Finds the lanes of the whole drive from the evidence of its frames, with the past and the future both known.
 * @param onProgress called with the frames that are about done
 * @throws CancelledError
 */
export async function findLanes(
  { cache, recording }: Job,
  stop: AbortSignal,
  onProgress: (done: number, total: number) => void
): Promise<void> {
  if (cache.detectedRegions(detectorVersion, 0, 1).length > 0) return
  const evidence = Array.from(cache.evidence(detectorVersion), (row) => Evidence.parse(row))
  const steps = smoothLanesInSteps(evidence, recording.rate)
  for (;;) {
    const { done, value } = steps.next()
    if (done) return cache.setDetectedRegions(detectorVersion, value)
    onProgress(Math.floor(value * evidence.length), evidence.length)
    await nextTurn()
    if (stop.aborted) throw new CancelledError('The analysis was stopped.')
  }
}
