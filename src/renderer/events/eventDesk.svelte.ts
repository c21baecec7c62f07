import type { ChangeEvent, ChangeEvents, EventList, ReviewedEvent, StepTaken } from '../../shared/api.ts'
import { eachKind, type EventKind } from '../../shared/eventKinds.ts'
import { defaultRule, type Rule, type Verdict } from '../../shared/events.ts'
import { marginIndex } from '../../shared/margins.ts'
import type { FrameRange } from '../../shared/recording.ts'
import { api } from '../client/api.ts'
import { notices } from '../shell/notices.svelte.ts'
import { everyEvent, inOrder, isShown, tagsOf, withChanged, type EventFilter } from './eventListing.ts'
import { byPriority, byPlace, eventAt, neighbour } from './eventOrder.ts'
import { ListSettings } from './listSettings.svelte.ts'
import { RuleDraft } from './ruleDraft.svelte.ts'
import { StepDesk } from './stepDesk.svelte.ts'
import { TagBook } from './tagBook.svelte.ts'

/** What the events lie in. */
interface EventsOf {
  run: string
  drive: string
  /** Seconds of a frame. */
  timeOf: (frame: number) => number
}

/** The events of a run, the rule that finds them, and what a person says of them and does to them. */
export class EventDesk {
  list = $state.raw<EventList | null>(null)
  /** What the person picked last; events may overlap when some are added by hand. */
  picked = $state<string | null>(null)
  /** The rule that is being tried: its events are shown until it is kept or dropped. */
  readonly draft: RuleDraft
  readonly steps: StepDesk
  readonly book = new TagBook()
  readonly settings = new ListSettings()
  /** Which events the person wants to see for now. */
  filter = $state.raw<EventFilter>(everyEvent)
  readonly #run: string
  readonly #timeOf: (frame: number) => number
  readonly #curvesChanged: () => Promise<void>
  readonly #reflagged: () => void

  /**
   * @param curvesChanged called when other scores or lanes count
   * @param reflagged called when the drive was flagged anew
   */
  constructor(
    { run, drive, timeOf }: EventsOf,
    curvesChanged: () => Promise<void>,
    reflagged: () => void = () => undefined
  ) {
    this.#run = run
    this.#timeOf = timeOf
    this.#curvesChanged = curvesChanged
    this.#reflagged = reflagged
    this.draft = new RuleDraft(
      (rule, signal) => api.previewRule(run, rule, signal),
      (error) => notices.error(error)
    )
    this.steps = new StepDesk(drive, (step) => this.#stepTaken(step))
  }

  /** Seconds that an event lasts, its last frame included. */
  readonly lengthOf = ({ first, last }: FrameRange): number => {
    const frame = last > 0 ? this.#timeOf(last) - this.#timeOf(last - 1) : 0
    return this.#timeOf(last) - this.#timeOf(first) + frame
  }

  shown = $derived.by<EventList | null>(() => this.draft.found ?? this.list)
  rule = $derived.by<Rule>(() => this.draft.rule ?? this.list?.rule ?? defaultRule)
  /** The values that the measure is compared with; null while they are not known. */
  thresholds = $derived.by(() => (this.rule.thresholds === 'value' ? this.rule : (this.shown?.thresholds ?? null)))
  #seen = $derived((this.shown?.events ?? []).filter((event) => isShown(event, this.filter, this.lengthOf)))
  ranked = $derived(byPriority(this.#seen))
  placed = $derived(byPlace(this.#seen))
  /** As the list shows them, and as one goes through them. */
  order = $derived(inOrder(this.#seen, this.settings.sort, this.lengthOf))
  /** The highest priority of those that there are. */
  highest = $derived((this.shown?.events ?? []).reduce((most, { priority }) => Math.max(most, priority), 0))
  /** All that there are. */
  all = $derived(this.shown?.events ?? [])
  /** Tags that events have, and those that the person gives. */
  tags = $derived(tagsOf(this.book.tags, this.all))
  /** How many events of each kind there are, hidden or not. */
  counts = $derived(eachKind((kind) => (this.shown?.events ?? []).filter((event) => event.kind === kind).length))

  /** The event that a frame belongs to: the picked one if the frame is in it, else the one ranked first. */
  at(frame: number): ReviewedEvent | null {
    return eventAt(this.ranked, frame, this.picked)
  }

  /** The next (1) or previous (-1) event from a frame, by worst frames. */
  neighbour(frame: number, direction: 1 | -1): ReviewedEvent | null {
    return neighbour(this.placed, frame, direction)
  }

  /** How many events of a kind stand: all but the dismissed ones. */
  standing(wanted: EventKind): number {
    return (this.shown?.events ?? []).filter(({ kind, verdict }) => kind === wanted && verdict !== 'dismissed').length
  }

  async load(): Promise<void> {
    const [list] = await Promise.all([api.events(this.#run), this.steps.load()])
    this.list = list
  }

  /** Gives events a verdict. It shows at once; where it cannot be kept, that is said and it is gone again. */
  async judge(events: readonly ReviewedEvent[], verdict: Verdict): Promise<void> {
    await this.#sayOf(events, { verdict }, (event) => ({ ...event, verdict }))
  }

  /** Gives events a tag; takes it from them where all of them have it. */
  async tag(events: readonly ReviewedEvent[], tag: string): Promise<void> {
    const isOnAll = events.every(({ tags }) => tags.includes(tag))
    await this.#sayOf(events, isOnAll ? { removeTags: [tag] } : { addTags: [tag] }, (event) => {
      const others = event.tags.filter((name) => name !== tag)
      return { ...event, tags: isOnAll ? others : [...others, tag] }
    })
  }

  async note(event: ReviewedEvent, note: string): Promise<void> {
    if (note !== event.note) await this.#change(event, { note })
  }

  async add(first: number, last: number): Promise<void> {
    await this.#edit(() => api.addEvent(this.#run, { first, last }))
  }

  /** Lets an event begin or end at other frames. */
  async trim(event: ReviewedEvent, to: Partial<FrameRange>): Promise<void> {
    await this.#edit(() => api.changeEvent(this.#run, event.id, to))
  }

  /** Makes two of an event; the later one begins at a frame. */
  async split(event: ReviewedEvent, at: number): Promise<void> {
    await this.#edit(async () => (await api.splitEvent(this.#run, event.id, at)).at(-1) ?? null)
  }

  /** Makes one of an event and the one of its kind that begins next. */
  async joinNext(event: ReviewedEvent): Promise<void> {
    const next = this.after(event)
    if (next) await this.#edit(() => api.mergeEvents(this.#run, [event.id, next.id]))
  }

  /** The event of its kind that begins next after one. */
  after(event: ReviewedEvent): ReviewedEvent | null {
    const later = (this.shown?.events ?? []).filter(
      ({ id, kind, first }) => id !== event.id && kind === event.kind && first >= event.first
    )
    return later.toSorted((a, b) => a.first - b.first)[0] ?? null
  }

  async remove(event: ReviewedEvent): Promise<void> {
    await this.#edit(async () => {
      await api.deleteEvent(this.#run, event.id)
      return null
    })
  }

  /** Flags the drive anew under another rule. Verdicts stay with the events that overlap. */
  async keepRule(rule: Rule): Promise<void> {
    const before = this.list?.rule ?? defaultRule
    await this.#reflag(() => api.saveRule(this.#run, rule))
    if (!readsAlike(before, rule)) await this.#curvesChanged()
  }

  /** Marks the stretch of the drive that thresholds are taken from; null: the whole drive. */
  async setNominal(stretch: FrameRange | null): Promise<void> {
    await this.#reflag(() => (stretch ? api.setNominal(this.#run, stretch) : api.forgetNominal(this.#run)))
  }

  async #reflag(action: () => Promise<EventList>): Promise<void> {
    try {
      this.list = await this.steps.inTurn(action)
      this.#reflagged()
      await this.steps.load()
    } catch (error) {
      notices.error(error)
    }
    this.draft.drop()
  }

  /** Does something to the events, fetches them anew and picks the one that came of it. */
  async #edit(action: () => Promise<ReviewedEvent | null>): Promise<void> {
    try {
      const made = await this.steps.inTurn(action)
      await this.load()
      this.picked = made?.id ?? this.picked
    } catch (error) {
      notices.error(error)
    }
  }

  async #change(event: ReviewedEvent, change: ChangeEvent): Promise<void> {
    try {
      this.#take([await this.steps.inTurn(() => api.changeEvent(this.#run, event.id, change))])
      await this.steps.load()
    } catch (error) {
      notices.error(error)
    }
  }

  async #sayOf(
    events: readonly ReviewedEvent[],
    change: Omit<ChangeEvents, 'events'>,
    changed: (event: ReviewedEvent) => ReviewedEvent
  ): Promise<void> {
    if (events.length === 0) return
    this.#take(events.map(changed))
    try {
      const ids = events.map(({ id }) => id)
      this.#take(await this.steps.inTurn(() => api.changeEvents(this.#run, { events: ids, ...change })))
      await this.steps.load()
    } catch (error) {
      notices.error(error)
      await this.load().catch((trouble: unknown) => notices.error(trouble))
    }
  }

  /** Shows events as they are now. */
  #take(events: readonly ReviewedEvent[]): void {
    if (!this.list) return
    this.list = { ...this.list, events: withChanged(this.list.events, events) }
  }

  /** Shows what is there after a step was undone or redone, and picks the event that it was about. */
  async #stepTaken({ lanes, run, events }: StepTaken): Promise<void> {
    if (lanes) await this.#curvesChanged()
    else {
      const before = this.rule
      await this.load()
      if (!readsAlike(before, this.rule)) await this.#curvesChanged()
    }
    this.#reflagged()
    if (run === this.#run && events.length > 0) this.picked = events[0]!
  }
}

/** Rules under which the same scores count. */
function readsAlike(a: Rule, b: Rule): boolean {
  return marginIndex(a.margin) === marginIndex(b.margin) && a.minConfidence === b.minConfidence
}
