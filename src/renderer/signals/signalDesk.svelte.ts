import type { ChangeSignals, DriveSignals } from '../../shared/api.ts'
import type { SignalRole } from '../../shared/recording.ts'
import { type Positive, SteeringUnit, steeringUnitNames } from '../../shared/steering.ts'
import { api } from '../client/api.ts'
import { notices } from '../shell/notices.svelte.ts'
import { PictureOffset } from './pictureOffset.svelte.ts'

/** The signals of one drive, as the source and a person say they are. */
export class SignalDesk {
  known = $state.raw<DriveSignals | null>(null)
  saving = $state(false)
  /** What the form holds; it becomes true when it is saved. */
  positive = $state<Positive | null>(null)
  unit = $state('')
  offsetSeconds = $state(0)
  /** Name of the signal that is to be the steering; '' for none. */
  chosen = $state('')
  readonly pictures: PictureOffset
  readonly #drive: string

  steering = $derived.by(() => this.known?.signals.find(({ role }) => role === 'steering') ?? null)
  /** What the form changes of what is known. */
  change = $derived.by((): ChangeSignals => {
    const { known, steering, positive, unit, offsetSeconds, chosen } = this
    if (!known) return {}
    return {
      ...(chosen !== '' && chosen !== steering?.name ? { roles: steeringIs(chosen, known.settings.roles) } : {}),
      ...(positive !== null && positive !== steering?.positive ? { positive } : {}),
      ...(isUnit(unit) && unit !== steering?.unit ? { unit } : {}),
      ...(Number.isFinite(offsetSeconds) && offsetSeconds !== known.settings.offsetSeconds ? { offsetSeconds } : {})
    }
  })
  isChanged = $derived.by(() => Object.keys(this.change).length > 0)
  /** True where a person has said anything about the signals. */
  isCorrected = $derived.by(() => {
    const { offsetSeconds = 0, roles = {}, positive, unit } = this.known?.settings ?? {}
    return offsetSeconds !== 0 || Object.keys(roles).length > 0 || positive !== undefined || unit !== undefined
  })

  constructor(drive: string) {
    this.#drive = drive
    this.pictures = new PictureOffset(drive)
  }

  async load(): Promise<void> {
    try {
      this.#put(await api.driveSignals(this.#drive))
    } catch (error) {
      notices.error(error)
    }
  }

  /** Saves what the form, or a suggestion, changes; false where that failed. */
  save(change: ChangeSignals = this.change): Promise<boolean> {
    return this.#settle(
      () => api.changeSignals(this.#drive, change),
      'Saved. The recorded steering is shown this way from now on; nothing on disk has changed.'
    )
  }

  /** Forgets all corrections; false where that failed. */
  reset(): Promise<boolean> {
    return this.#settle(() => api.resetSignals(this.#drive), 'The signals are shown as the recording has them.')
  }

  async #settle(change: () => Promise<DriveSignals>, said: string): Promise<boolean> {
    this.saving = true
    try {
      this.#put(await change())
      notices.done(said)
      return true
    } catch (error) {
      notices.error(error)
      return false
    } finally {
      this.saving = false
    }
  }

  #put(known: DriveSignals): void {
    this.known = known
    this.pictures.forget()
    this.positive = this.steering?.positive ?? null
    this.unit = this.steering?.unit ?? ''
    this.chosen = this.steering?.name ?? ''
    this.offsetSeconds = known.settings.offsetSeconds
  }
}

export const units: readonly { id: SteeringUnit; label: string }[] = SteeringUnit.options.map((id) => ({
  id,
  label: steeringUnitNames[id]
}))

/** Roles with another signal as the steering. */
function steeringIs(name: string, roles: Readonly<Record<string, SignalRole>>): Record<string, SignalRole> {
  const others = Object.entries(roles).filter(([, role]) => role !== 'steering')
  return { ...Object.fromEntries(others), [name]: 'steering' }
}

function isUnit(unit: string): unit is SteeringUnit {
  return units.some(({ id }) => id === unit)
}
