import type { DriveSignals, SignalSuggestion } from '../../shared/api.ts'
import type { SignalSettings } from '../../shared/recording.ts'
import { estimateOffset } from '../recording/signals/estimateOffset.ts'
import { checkSign } from '../recording/signals/signCheck.ts'
import { withSettings } from '../recording/signals/signalSettings.ts'
import type { StoredDrive } from '../store/driveTable.ts'
import type { Store } from '../store/store.ts'
import { keepSignals } from './keepSignals.ts'
import type { Opener } from './recordings.ts'

/** The signals of a drive: what they are, what a person corrected, and what the numbers suggest. */
export async function driveSignals({ store, recordings }: Opener, drive: StoredDrive): Promise<DriveSignals> {
  const recording = await recordings.open(drive)
  const settings = drive.signalSettings
  const signals = withSettings(recording.signals, settings).map(({ name, role, unit, convention }) => ({
    name,
    role,
    unit,
    positive: convention?.positive ?? null
  }))
  return { settings, signals, suggestions: [...signSuggestion(store, drive), ...offsetSuggestion(store, drive)] }
}

/** Keeps what a person corrected, and works out the signals at the frames anew. */
export async function correctSignals(
  { store, recordings }: Opener,
  drive: StoredDrive,
  settings: SignalSettings
): Promise<void> {
  await keepSignals(store.cache(drive.id), await recordings.open(drive), settings)
  store.library.drives.setSignalSettings(drive.id, settings)
}

function signSuggestion(store: Store, { id, signalSettings: settings }: StoredDrive): SignalSuggestion[] {
  const cache = store.cache(id)
  const signals = cache.signals()
  const check = checkSign(signals, cache.times())
  if (!check) return []
  const { against, correlation, verdict } = check
  const found = `correlation ${correlation.toFixed(2)}`
  if (verdict !== 'contradicts') {
    const message =
      verdict === 'agrees'
        ? `Steering and "${against}" turn the same way (${found}): the sign of the steering is right.`
        : `"${against}" does not tell whether the sign of the steering is right (${found}).`
    return [{ about: 'sign', message, correlation, settings: null }]
  }
  const now = signals.find(({ role }) => role === 'steering')?.sourcePositive ?? 'left'
  const positive = now === 'left' ? 'right' : 'left'
  const message = `Steering and "${against}" turn opposite ways (${found}): positive probably means ${positive} in this recording.`
  return [{ about: 'sign', message, correlation, settings: { ...settings, positive } }]
}

/** From the predictions that go best with the recorded steering: of each model those of its newest run that has any. */
function offsetSuggestion(store: Store, { id, rate, signalSettings: settings }: StoredDrive): SignalSuggestion[] {
  const cache = store.cache(id)
  const steering = cache.signals().find(({ role }) => role === 'steering')
  if (!steering) return []
  const runs = store.library.runs.list(id).filter((run) => cache.resultsDone(run.id) > 0)
  const newest = runs.filter((run, i) => runs.findIndex(({ modelId }) => modelId === run.modelId) === i)
  const predicted = newest.map((run) => cache.results(run.id).map((result) => result.steering))
  const estimate = estimateOffset(steering.values, predicted, rate)
  if (!estimate || Math.abs(estimate.seconds) < 0.5 / rate) return []
  const { seconds, correlation, correlationNow } = estimate
  const message = `The recorded steering fits the predictions best when it is shown ${Math.abs(seconds).toFixed(2)} s ${seconds > 0 ? 'later' : 'earlier'} (correlation ${correlation.toFixed(2)} instead of ${correlationNow.toFixed(2)}). A model that reacts late looks the same.`
  const offsetSeconds = Math.round((settings.offsetSeconds + seconds) * 1000) / 1000
  return [{ about: 'offset', message, correlation, settings: { ...settings, offsetSeconds } }]
}
