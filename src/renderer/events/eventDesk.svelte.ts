import { SvelteSet } from 'svelte/reactivity'
import type { ChangeEvent, EventList, ReviewedEvent } from '../../shared/api.ts'
import { eachKind, type EventKind } from '../../shared/eventKinds.ts'
import { defaultRule, type Rule, type Verdict } from '../../shared/events.ts'
import { marginIndex } from '../../shared/margins.ts'
import type { FrameRange } from '../../shared/recording.ts'
import { api } from '../client/api.ts'
import { notices } from '../shell/notices.svelte.ts'
import { byPriority, byPlace, eventAt, neighbour } from './eventOrder.ts'
import { RuleDraft } from './ruleDraft.svelte.ts'

/** The events of a run, the rule that finds them, and what a person says of them and does to them. */
export class EventDesk {
  list = $state.raw<EventList | null>(null)
  /** What the person picked last; events may overlap when some are added by hand. */
  picked = $state<string | null>(null)
  /** The rule that is being tried: its events are shown until it is kept or dropped. */
  readonly draft: RuleDraft
  readonly #run: string
  readonly #curvesChanged: () => Promise<void>
  readonly #reflagged: () => void

  /**
   * @param curvesChanged called when a rule was kept under which other scores count
   * @param reflagged called when the drive was flagged anew
   */
  constructor(run: string, curvesChanged: () => Promise<void>, reflagged: () => void = () => undefined) {
    this.#run = run
    this.#curvesChanged = curvesChanged
    this.#reflagged = reflagged
    this.draft = new RuleDraft(
      (rule, signal) => api.previewRule(run, rule, signal),
      (error) => notices.error(error)
    )
  }

  shown = $derived.by<EventList | null>(() => this.draft.found ?? this.list)
  rule = $derived.by<Rule>(() => this.draft.rule ?? this.list?.rule ?? defaultRule)
  /** The values that the measure is compared with; null while they are not known. */
  thresholds = $derived.by(() => (this.rule.thresholds === 'value' ? this.rule : (this.shown?.thresholds ?? null)))
  /** Kinds that the person does not want to see for now. */
  readonly hidden = new SvelteSet<EventKind>()
  #seen = $derived((this.shown?.events ?? []).filter(({ kind }) => !this.hidden.has(kind)))
  ranked = $derived(byPriority(this.#seen))
  placed = $derived(byPlace(this.#seen))
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

  /** Hides the events of a kind, or shows them again. */
  toggle(kind: EventKind): void {
    if (!this.hidden.delete(kind)) this.hidden.add(kind)
  }

  async load(): Promise<void> {
    this.list = await api.events(this.#run)
  }

  async judge(event: ReviewedEvent, verdict: Verdict): Promise<void> {
    await this.#change(event, { verdict: event.verdict === verdict ? 'open' : verdict })
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
    const sameCurves = marginIndex(before.margin) === marginIndex(rule.margin)
    if (!sameCurves || before.minConfidence !== rule.minConfidence) await this.#curvesChanged()
  }

  /** Marks the stretch of the drive that thresholds are taken from; null: the whole drive. */
  async setNominal(stretch: FrameRange | null): Promise<void> {
    await this.#reflag(() => (stretch ? api.setNominal(this.#run, stretch) : api.forgetNominal(this.#run)))
  }

  async #reflag(action: () => Promise<EventList>): Promise<void> {
    try {
      this.list = await action()
      this.#reflagged()
    } catch (error) {
      notices.error(error)
    }
    this.draft.drop()
  }

  /** Does something to the events, fetches them anew and picks the one that came of it. */
  async #edit(action: () => Promise<ReviewedEvent | null>): Promise<void> {
    try {
      const made = await action()
      await this.load()
      this.picked = made?.id ?? this.picked
    } catch (error) {
      notices.error(error)
    }
  }

  async #change(event: ReviewedEvent, change: ChangeEvent): Promise<void> {
    try {
      const judged = await api.changeEvent(this.#run, event.id, change)
      if (!this.list) return
      this.list = { ...this.list, events: this.list.events.map((e) => (e.id === event.id ? judged : e)) }
    } catch (error) {
      notices.error(error)
    }
  }
}
