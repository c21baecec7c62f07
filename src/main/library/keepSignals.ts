import type { SignalSettings } from '../../shared/recording.ts'
import { signalsAtFrames } from '../recording/signals/atFrames.ts'
import type { Recording } from '../recording/recording.ts'
import { withSettings } from '../recording/signals/signalSettings.ts'
import type { Cache } from '../store/cache.ts'

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
