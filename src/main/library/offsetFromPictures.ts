import type { SignalSuggestion } from '../../shared/api.ts'
import { pictureTurning } from '../decode/pictureTurning.ts'
import { motionOffset } from '../recording/signals/motionOffset.ts'
import type { StoredDrive } from '../store/driveTable.ts'
import type { Recordings } from './recordings.ts'

/** Two minutes hold enough bends, and decode in seconds. */
const SECONDS = 120

/**
 * Compares the turning of the first minutes of pictures with the signals; decodes them, which takes seconds.
 * @throws InputError where nothing can be decoded, CancelledError on `signal`
 */
export async function offsetFromPictures(
  recordings: Recordings,
  drive: StoredDrive,
  signal: AbortSignal
): Promise<SignalSuggestion> {
  const recording = await recordings.open(drive)
  const { times, turning } = await pictureTurning(recording, SECONDS, signal)
  const signals = recording.lateSignals ? await recording.lateSignals() : recording.signals
  const found = motionOffset(signals, drive.signalSettings, times, turning)
  if (!found) {
    const message =
      'The pictures do not tell the offset: they hardly turn, or no yaw rate and no steering goes with their turning.'
    return { about: 'offset', message, correlation: 0, settings: null }
  }
  const { seconds, correlation, correlationNow, against, standsOut } = found
  const fit = correlation.toFixed(2)
  if (!standsOut) {
    const message = `The pictures turn as "${against}" says (correlation ${correlationNow.toFixed(2)}): the offset is right as it is, as far as they tell.`
    return { about: 'offset', message, correlation: correlationNow, settings: null }
  }
  const message = `The pictures turn as "${against}" says when it is shown ${Math.abs(seconds).toFixed(2)} s ${seconds > 0 ? 'later' : 'earlier'} (correlation ${fit} instead of ${correlationNow.toFixed(2)}).`
  const offsetSeconds = Math.round((drive.signalSettings.offsetSeconds + seconds) * 1000) / 1000
  return { about: 'offset', message, correlation, settings: { ...drive.signalSettings, offsetSeconds } }
}
