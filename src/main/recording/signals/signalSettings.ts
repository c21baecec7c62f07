import type { SignalSettings } from '../../../shared/recording.ts'
import { SteeringUnit } from '../../../shared/steering.ts'
import type { SourceSignal } from '../recording.ts'

/**
 * Signals with what a person corrected: roles first (one signal is the steering, the one before it becomes 'other'),
 * then unit and sign of the steering. The offset is for `signalsAtFrames`.
 */
export function withSettings(signals: readonly SourceSignal[], settings: SignalSettings): SourceSignal[] {
  const { roles } = settings
  const named = (name: string) => (Object.hasOwn(roles, name) ? roles[name] : undefined)
  const taken = new Set(signals.flatMap(({ name }) => named(name) ?? []))
  return signals.map((signal): SourceSignal => {
    const own = named(signal.name)
    const role = own ?? (signal.role !== 'other' && taken.has(signal.role) ? 'other' : signal.role)
    return role === 'steering' ? corrected({ ...signal, role }, settings) : { ...signal, role, convention: null }
  })
}

function corrected(signal: SourceSignal, settings: SignalSettings): SourceSignal {
  const stated = signal.convention?.unit ?? SteeringUnit.catch('normalised').parse(signal.unit)
  const unit = settings.unit ?? stated
  const positive = settings.positive ?? signal.convention?.positive
  return { ...signal, unit, convention: positive ? { unit, positive } : null }
}
