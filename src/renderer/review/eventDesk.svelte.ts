import type { EventList, ReviewedEvent } from '../../shared/api.ts'
import { defaultRule, type Rule, type Verdict } from '../../shared/events.ts'
import { api } from '../client/api.ts'
import { notices } from '../notices.svelte.ts'
import { byPlace, bySeverity, eventAt, neighbour } from './eventOrder.ts'

/** The events of a run, and a person's judgement of them. */
export class EventDesk {
  list = $state.raw<EventList | null>(null)
  /** What the person picked last; events may overlap when some are added by hand. */
  picked = $state<string | null>(null)
  readonly #run: string

  constructor(run: string) {
    this.#run = run
  }

  rule = $derived<Rule>(this.list?.rule ?? defaultRule)
  ranked = $derived(bySeverity(this.list?.events ?? []))
  placed = $derived(byPlace(this.list?.events ?? []))

  /** The event that a frame belongs to: the picked one if the frame is in it, else the most severe. */
  at(frame: number): ReviewedEvent | null {
    return eventAt(this.ranked, frame, this.picked)
  }

  /** The next (1) or previous (-1) event from a frame, by worst frames. */
  neighbour(frame: number, direction: 1 | -1): ReviewedEvent | null {
    return neighbour(this.placed, frame, direction)
  }

  async load(): Promise<void> {
    this.list = await api.events(this.#run)
  }

  async judge(event: ReviewedEvent, verdict: Verdict): Promise<void> {
    await this.#replace(event, { verdict: event.verdict === verdict ? 'open' : verdict })
  }

  async note(event: ReviewedEvent, note: string): Promise<void> {
    if (note !== event.note) await this.#replace(event, { note })
  }

  async add(first: number, last: number): Promise<ReviewedEvent | null> {
    try {
      const added = await api.addEvent(this.#run, { first, last })
      await this.load()
      this.picked = added.id
      return added
    } catch (error) {
      notices.error(error)
      return null
    }
  }

  async remove(event: ReviewedEvent): Promise<void> {
    try {
      await api.deleteEvent(this.#run, event.id)
      await this.load()
    } catch (error) {
      notices.error(error)
    }
  }

  /** Flags the drive anew under another rule. Verdicts stay with the events that overlap. */
  async applyRule(rule: Rule): Promise<boolean> {
    try {
      this.list = await api.saveRule(this.#run, rule)
      return true
    } catch (error) {
      notices.error(error)
      return false
    }
  }

  async #replace(event: ReviewedEvent, change: { verdict?: Verdict; note?: string }): Promise<void> {
    try {
      const judged = await api.judge(this.#run, event.id, change)
      if (!this.list) return
      this.list = { ...this.list, events: this.list.events.map((e) => (e.id === event.id ? judged : e)) }
    } catch (error) {
      notices.error(error)
    }
  }
}
