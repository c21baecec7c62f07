import { SvelteSet } from 'svelte/reactivity'
import type { ReviewedEvent, Series } from '../../shared/api.ts'
import type { Verdict } from '../../shared/events.ts'
import type { Measure } from '../../shared/measures.ts'
import type { FrameRange } from '../../shared/recording.ts'
import type { Player } from '../frames/player.svelte.ts'
import type { EventDesk } from './eventDesk.svelte.ts'
import { between, nextOpen } from './eventListing.ts'
import { lowestFrame, worstEvent } from './eventOrder.ts'
import { sureScores } from './sureScores.ts'

/** What the events lie in. */
export interface ScoredDrive {
  /** Frames. */
  readonly count: number
  /** Frames a second. */
  readonly rate: number
  /** Null while no frame has a score. */
  readonly series: Pick<Series, Measure | 'laneConfidence'> | null
}

/** The events where the playhead is, and what keys and buttons do to them there. */
export class EventsHere {
  /** Frames marked on the timeline, to become an event. */
  marked = $state.raw<FrameRange | null>(null)
  /** The event whose note is to be written. */
  noting = $state<string | null>(null)
  /** Ids of the events that are chosen together; those that are not shown any more do not count. */
  readonly selected = new SvelteSet<string>()
  #anchor: string | null = null
  readonly #desk: EventDesk
  readonly #player: Player
  readonly #drive: ScoredDrive

  /** The event that the current frame lies in. */
  current = $derived.by(() => this.#desk.at(this.#player.frame))

  constructor(desk: EventDesk, player: Player, drive: ScoredDrive) {
    this.#desk = desk
    this.#player = player
    this.#drive = drive
  }

  get frame(): number {
    return this.#player.frame
  }

  /** The event that keys act on: the one at the playhead, else the one picked last, which may lie beside it. */
  get inHand(): ReviewedEvent | null {
    return this.current ?? this.#desk.ranked.find(({ id }) => id === this.#desk.picked) ?? null
  }

  /** Goes to the worst frame of an event. */
  goTo(event: ReviewedEvent | null): void {
    if (!event) return
    this.#player.pause()
    this.#desk.picked = event.id
    this.#anchor = event.id
    this.#player.go(event.worst)
  }

  /**
   * Goes to the next (1) or the previous (-1) event in the order of the list: from the one in hand, or from the playhead
   * where none is, or where the list goes by time.
   */
  goToNeighbour(direction: 1 | -1): void {
    const { order, settings } = this.#desk
    const from = settings.sort === 'time' ? this.current : this.inHand
    const at = order.findIndex(({ id }) => id === from?.id)
    this.goTo(at < 0 ? this.#desk.neighbour(this.#player.frame, direction) : (order[at + direction] ?? null))
  }

  /** Goes to the worst frame of the worst event; without events, to the frame with the lowest score. */
  goToWorst(): void {
    const event = worstEvent(this.#desk.ranked)
    if (event) return this.goTo(event)
    this.#player.pause()
    const { rule } = this.#desk
    const { series } = this.#drive
    this.#player.go(series ? (lowestFrame(sureScores(series, rule.measure, rule)) ?? 0) : 0)
  }

  /** Makes an event of the marked frames; without a mark, of the half second around the current frame. */
  async add(): Promise<void> {
    const { frame } = this.#player
    const { count, rate } = this.#drive
    const around = Math.round(rate / 4)
    const range = this.marked ?? {
      first: Math.max(0, frame - around),
      last: Math.min(Math.max(0, count - 1), frame + around)
    }
    this.marked = null
    await this.#desk.add(range.first, range.last)
  }

  /** Lets the event in hand begin or end at the playhead. */
  trim(end: 'first' | 'last'): void {
    if (this.inHand) void this.#desk.trim(this.inHand, { [end]: this.#player.frame })
  }

  /** Makes two of the event at the playhead; the later one begins there. */
  split(): void {
    if (this.current) void this.#desk.split(this.current, this.#player.frame)
  }

  joinNext(): void {
    if (this.inHand) void this.#desk.joinNext(this.inHand)
  }

  /** What verdicts and tags go to: all that are selected, else the event at the playhead. */
  get wanted(): ReviewedEvent[] {
    const { order } = this.#desk
    const selected = order.filter(({ id }) => this.selected.has(id))
    if (selected.length > 0) return selected
    return this.current ? [this.current] : []
  }

  /**
   * Gives a verdict, or takes it back where it is there, and goes on to the next event without one. Nothing waits until it
   * is kept.
   */
  judge(verdict: Verdict, events: readonly ReviewedEvent[] = this.wanted): void {
    const last = events.at(-1)
    if (!last) return
    const isTakenBack = events.every((event) => event.verdict === verdict)
    const { order, settings } = this.#desk
    const next =
      isTakenBack || !settings.goesOn
        ? null
        : nextOpen(
            order,
            last.id,
            events.map(({ id }) => id)
          )
    this.selected.clear()
    void this.#desk.judge(events, isTakenBack ? 'open' : verdict)
    this.goTo(next)
  }

  /** The same of one event, whatever is selected. */
  judgeOne(event: ReviewedEvent, verdict: Verdict): void {
    this.judge(verdict, [event])
  }

  /** Gives the tag of a key, or takes it away. */
  tagBy(key: string): void {
    const tag = this.#desk.book.of(key)
    if (tag) void this.#desk.tag(this.wanted, tag.name)
  }

  /** Selects an event beside those that are, or no more. */
  toggle(event: ReviewedEvent): void {
    if (!this.selected.delete(event.id)) this.selected.add(event.id)
    this.#anchor = event.id
  }

  /** Selects all events of the list from the one that was chosen last to this one. */
  selectTo(event: ReviewedEvent): void {
    const from = this.#anchor ?? this.inHand?.id ?? event.id
    for (const { id } of between(this.#desk.order, from, event.id)) this.selected.add(id)
  }

  selectAll(): void {
    for (const { id } of this.#desk.order) this.selected.add(id)
  }

  /** Undoes what the reviewer did last, or does again what was undone, and goes to where that is. */
  async takeStep(direction: 'undo' | 'redo'): Promise<void> {
    const before = this.#desk.picked
    await this.#desk.steps.take(direction)
    const { picked, order } = this.#desk
    if (picked !== before || !this.current) this.goTo(order.find(({ id }) => id === picked) ?? null)
  }

  takeNote(): void {
    this.noting = this.current?.id ?? null
  }
}
