import type { ChangeSignals, DriveSignals } from '../../shared/api.ts'
import type { Positive, SteeringUnit } from '../../shared/steering.ts'
import { api } from '../client/api.ts'
import { notices } from '../notices.svelte.ts'

/** The signals of one drive, as the source and a person say they are. */
export class SignalDesk {
  known = $state.raw<DriveSignals | null>(null)
  saving = $state(false)
  /** What the form holds; it becomes true when it is saved. */
  positive = $state<Positive | null>(null)
  unit = $state('')
  offsetSeconds = $state(0)
  readonly #drive: string

  steering = $derived.by(() => this.known?.signals.find(({ role }) => role === 'steering') ?? null)
  /** What the form changes of what is known. */
  change = $derived.by((): ChangeSignals => {
    const { known, steering, positive, unit, offsetSeconds } = this
    if (!known) return {}
    return {
      ...(positive !== null && positive !== steering?.positive ? { positive } : {}),
      ...(isUnit(unit) && unit !== steering?.unit ? { unit } : {}),
      ...(Number.isFinite(offsetSeconds) && offsetSeconds !== known.settings.offsetSeconds ? { offsetSeconds } : {})
    }
  })
  isChanged = $derived.by(() => Object.keys(this.change).length > 0)

  constructor(drive: string) {
    this.#drive = drive
  }

  async load(): Promise<void> {
    try {
      this.#put(await api.driveSignals(this.#drive))
    } catch (error) {
      notices.error(error)
    }
  }

  /** Saves what the form, or a suggestion, changes. */
  async save(change: ChangeSignals = this.change): Promise<void> {
    this.saving = true
    try {
      this.#put(await api.changeSignals(this.#drive, change))
      notices.done('Saved. The recorded steering is shown this way from now on; nothing on disk has changed.')
    } catch (error) {
      notices.error(error)
    } finally {
      this.saving = false
    }
  }

  #put(known: DriveSignals): void {
    this.known = known
    this.positive = this.steering?.positive ?? null
    this.unit = this.steering?.unit ?? ''
    this.offsetSeconds = known.settings.offsetSeconds
  }
}

export const units: readonly { id: SteeringUnit; label: string }[] = [
  { id: 'normalised', label: 'normalised' },
  { id: 'deg', label: 'degrees' },
  { id: 'rad', label: 'radians' }
]

function isUnit(unit: string): unit is SteeringUnit {
  return units.some(({ id }) => id === unit)
}
