import type { Drive, Series, Timeline } from '../../shared/api.ts'
import { motionOf } from '../../shared/drivenPath.ts'
import type { Measure } from '../../shared/measures.ts'
import type { FrameSignal } from '../../shared/recording.ts'
import type { EventDesk } from '../events/eventDesk.svelte.ts'
import { frameTimes } from '../frames/frameTimes.ts'
import { movedSignal } from '../signals/movedSignal.ts'
import type { OffsetDesk } from '../signals/offsetDesk.svelte.ts'
import type { TimelineCurves } from '../timeline/timelineCurves.ts'

/** All that has a value a frame: as it was fetched, and as a rule or an offset that is being tried makes it. */
export class Curves implements TimelineCurves {
  timeline = $state.raw<Timeline | null>(null)
  /** Under the rule that is kept. */
  series = $state.raw<Series | null>(null)
  /** Which score is shown, where it is not the one that the rule reads. */
  #chosenMeasure = $state<Measure | null>(null)
  readonly #drive: Drive
  readonly #events: EventDesk
  readonly #offset: OffsetDesk
  readonly #total: () => number

  decoded = $derived(this.timeline?.times.length ?? 0)
  count = $derived.by(() => this.decoded || this.#drive.frames.count || this.#total())
  times = $derived.by(() => frameTimes(this.timeline?.times ?? [], this.count, this.#drive.rate || 30))
  signals = $derived((this.timeline?.signals ?? []).filter(({ role }) => role !== 'steering'))
  recorded = $derived.by(() => {
    const steering = this.timeline?.signals.find(({ role }) => role === 'steering')
    return steering ? this.moved(steering) : null
  })
  /** How the car moved by the signals where the person has moved them to; null until they are known. */
  motion = $derived.by(() => {
    if (!this.timeline) return null
    const { times, signals } = this.timeline
    return motionOf({ times, signals: signals.map((signal) => this.moved(signal)) })
  })
  /** The series under the rule that is being tried, or as it is kept. */
  scores = $derived.by((): Series | null => {
    const tried = this.#events.draft.found?.curves
    return this.series && tried ? { ...this.series, ...tried } : this.series
  })

  /** @param total frames of the run, for as long as nothing else is known */
  constructor(drive: Drive, events: EventDesk, offset: OffsetDesk, total: () => number) {
    this.#drive = drive
    this.#events = events
    this.#offset = offset
    this.#total = total
  }

  get rate(): number {
    return this.#drive.rate
  }

  get measure(): Measure {
    return this.#chosenMeasure ?? this.#events.rule.measure
  }

  set measure(measure: Measure) {
    this.#chosenMeasure = measure
  }

  moved(signal: FrameSignal): FrameSignal {
    return movedSignal(signal, this.times, this.#offset.moved)
  }
}
