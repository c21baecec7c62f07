import type { Rect } from '../../shared/recipe.ts'
import type { FrameRange } from '../../shared/recording.ts'
import { Asking } from './asking.svelte.ts'
import { cornersOf } from './rectangle.ts'

/** Seconds to either side of a frame that a region is hidden in as well, where a person asks for more than the frame. */
export const AROUND_SECONDS = 5

/** A frame must be looked at for so long, in milliseconds, before a model is run for it. */
const patience = 250

/** A region of the picture that a person draws, and what becomes of the steering without it. */
export class RegionProbe {
  /** What is drawn, in unit picture coordinates. */
  rect = $state.raw<Rect | null>(null)
  readonly asking: Asking
  /** Seconds around a frame, as frames; kept within the drive. */
  readonly #around: (frame: number, seconds: number) => FrameRange
  #open = $state(false)
  /** What was asked last. */
  #asked = $state.raw<{ rect: Rect; frame: number; wide: boolean } | null>(null)

  /** The answer is of the frames around. */
  wide = $derived.by(() => this.#asked?.wide ?? false)

  /** @param around frames that lie within so many seconds of one */
  constructor(run: string, around: (frame: number, seconds: number) => FrameRange) {
    this.asking = new Asking(run)
    this.#around = around
  }

  /** The tool is at hand. */
  get open(): boolean {
    return this.#open
  }

  set open(open: boolean) {
    this.#open = open
    if (open) return
    this.rect = null
    this.#asked = null
    this.asking.forget()
  }

  /** Takes another region; what was known of the one before is gone. */
  draw(rect: Rect | null): void {
    this.rect = rect
    this.#asked = null
    this.asking.forget()
  }

  /** Asks for what is drawn at a frame, once it was looked at for a moment, unless that is what was asked last. */
  look(frame: number): void {
    const { rect } = this
    if (!rect || (this.#asked?.rect === rect && this.#asked.frame === frame)) return
    const isNew = this.#asked?.rect !== rect
    this.#asked = { rect, frame, wide: false }
    void this.asking.ask({ first: frame, last: frame, frame, region: cornersOf(rect) }, isNew ? 0 : patience)
  }

  /** Asks the same of the frames around the one that was asked for. */
  widen(): void {
    if (!this.#asked) return
    const { rect, frame } = this.#asked
    this.#asked = { rect, frame, wide: true }
    void this.asking.ask({ ...this.#around(frame, AROUND_SECONDS), frame, region: cornersOf(rect) })
  }
}
