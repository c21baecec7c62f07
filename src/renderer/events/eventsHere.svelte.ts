import type { ReviewedEvent, Series } from '../../shared/api.ts'
import type { Verdict } from '../../shared/events.ts'
import type { Measure } from '../../shared/measures.ts'
import type { FrameRange } from '../../shared/recording.ts'
import type { Player } from '../frames/player.svelte.ts'
import type { EventDesk } from './eventDesk.svelte.ts'
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
    this.#player.go(event.worst)
  }

  /** Goes to the next (1) or the previous (-1) event. */
  goToNeighbour(direction: 1 | -1): void {
    this.goTo(this.#desk.neighbour(this.#player.frame, direction))
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

  /** Judges the event at the playhead. */
  judge(verdict: Verdict): void {
    if (this.current) void this.#desk.judge(this.current, verdict)
  }

  takeNote(): void {
    this.noting = this.current?.id ?? null
  }
}
