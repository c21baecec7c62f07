import { setImmediate as nextTurn } from 'node:timers/promises'
import { CancelledError } from '../../shared/errors.ts'
import type { DecodeSummary } from '../decode/decode.ts'
import { detectorVersion, LaneEvidence, smoothLanesInSteps } from '../lanes/detect.ts'
import type { SignalSettings } from '../../shared/recording.ts'
import { signalsAtFrames } from '../recording/atFrames.ts'
import type { Recording } from '../recording/recording.ts'
import { withSettings } from '../recording/signalSettings.ts'
import type { Cache } from '../store/cache.ts'
import { earlierDamage } from './damagedFrames.ts'
import type { Job } from './openJob.ts'

/**
 * Works out the signals at the times of all frames: at the end of a decode pass, and again where a person opens a
 * decoded drive (its log may have been edited) or corrects its signals. Does nothing before the drive is decoded as a
 * whole.
 */
export async function keepSignals(
  cache: Cache,
  { signals, lateSignals }: Pick<Recording, 'signals' | 'lateSignals'>,
  settings: SignalSettings
): Promise<void> {
  if (cache.frameCount() === null) return
  const source = withSettings(lateSignals ? await lateSignals() : signals, settings)
  cache.setSignals(signalsAtFrames(source, cache.times(), settings.offsetSeconds))
}

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
