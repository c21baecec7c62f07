import type { Warning } from '../../../shared/recording.ts'
import type { Positive } from '../../../shared/steering.ts'
import type { Recording, SourceSignal } from '../recording.ts'
import { withSettings } from './signalSettings.ts'

/** The word for programs of the warning that a sign is assumed. */
export const SIGN_UNKNOWN = 'steering-sign-unknown'

/**
 * The recording with its steering as a person says that it turns, whatever the recording says of it. Where neither does,
 * a warning tells that positive is taken as left; formats that know more of it have given theirs.
 */
export function withStatedSign(recording: Recording, positive: Positive | undefined): Recording {
  if (positive === undefined) {
    const warnings = recording.warnings.some(({ code }) => code === SIGN_UNKNOWN) ? [] : assumedSign(recording)
    return warnings.length > 0 ? { ...recording, warnings: [...recording.warnings, ...warnings] } : recording
  }
  const turned = (signals: readonly SourceSignal[]): SourceSignal[] =>
    withSettings(signals, { positive, offsetSeconds: 0, roles: {} })
  const { lateSignals } = recording
  return {
    ...recording,
    signals: turned(recording.signals),
    ...(lateSignals && { lateSignals: async () => turned(await lateSignals()) }),
    warnings: recording.warnings.filter(({ code }) => code !== SIGN_UNKNOWN)
  }
}

function assumedSign({ name, signals }: Recording): Warning[] {
  const steering = signals.find(({ role, convention }) => role === 'steering' && convention === null)
  if (!steering) return []
  const message = `${name} does not say which way "${steering.name}" turns the car; positive is taken as left until you say otherwise.`
  return [{ code: SIGN_UNKNOWN, message }]
}
