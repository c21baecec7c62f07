import type { SignalSuggestion } from '../../shared/api.ts'
import { api } from '../client/api.ts'
import { PictureOffset } from './pictureOffset.svelte.ts'
import { notices } from '../shell/notices.svelte.ts'

/** The offset between signals and pictures while a person moves it, and when they let it go. */
export class OffsetDesk {
  open = $state(false)
  /** Where the person has it now; null where it is as kept. */
  #wanted = $state<number | null>(null)
  saving = $state(false)
  /** What the predictions say of it. */
  fromPredictions = $state.raw<SignalSuggestion | null>(null)
  readonly pictures: PictureOffset
  readonly #drive: string
  readonly #kept: () => number
  readonly #onKept: () => Promise<void>
  /** Let go, and not kept yet. */
  #letGo: number | null = null

  /** Seconds by which the signals are to be shown later than they were recorded. */
  seconds = $derived.by(() => this.#wanted ?? this.#kept())
  /** Seconds by which they are to be shown later than the page has them. */
  moved = $derived.by(() => this.seconds - this.#kept())

  /**
   * @param kept the offset that the signals on the page were worked out with
   * @param onKept fetches them again
   */
  constructor(drive: string, kept: () => number, onKept: () => Promise<void>) {
    this.#drive = drive
    this.#kept = kept
    this.#onKept = onKept
    this.pictures = new PictureOffset(drive)
  }

  /** Fetches what the predictions say. */
  async load(): Promise<void> {
    try {
      this.#hear((await api.driveSignals(this.#drive)).suggestions)
    } catch (error) {
      notices.error(error)
    }
  }

  /** Shows the signals with another offset; nothing is kept. */
  move(seconds: number): void {
    if (Number.isFinite(seconds)) this.#wanted = Math.max(-FARTHEST, Math.min(FARTHEST, seconds))
  }

  /** Keeps the offset as it is now. What is let go while one is being kept is kept after it. */
  async keep(): Promise<void> {
    this.#letGo = this.seconds
    if (this.saving) return
    this.saving = true
    try {
      while (this.#letGo !== null) {
        const offsetSeconds: number = this.#letGo
        this.#letGo = null
        if (offsetSeconds !== this.#kept()) {
          const { suggestions } = await api.changeSignals(this.#drive, { offsetSeconds })
          await this.#onKept()
          this.pictures.forget()
          this.#hear(suggestions)
        }
        if (this.#wanted === offsetSeconds) this.#wanted = null
      }
    } catch (error) {
      notices.error(error)
      this.#letGo = null
      this.#wanted = null
    } finally {
      this.saving = false
    }
  }

  /** Moves it to where a suggestion or a person says, and keeps it. */
  async take(seconds: number): Promise<void> {
    this.move(seconds)
    await this.keep()
  }

  #hear(suggestions: readonly SignalSuggestion[]): void {
    this.fromPredictions = suggestions.find(({ about }) => about === 'offset') ?? null
  }
}

/** Seconds, either way. */
const FARTHEST = 600
