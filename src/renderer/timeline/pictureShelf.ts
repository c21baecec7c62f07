import { api } from '../client/api.ts'

/** Small pictures that are kept; one takes some 30 KB. */
const kept = 240
/** The stage has the right of way. */
const parallel = 2

/** Small pictures of frames, fetched as they are wanted, from what the analysis has decoded. */
export class PictureShelf {
  readonly #drive: string
  readonly #height: number
  readonly #onCome: () => void
  readonly #pictures = new Map<number, ImageBitmap>()
  #wanted: readonly number[] = []
  readonly #fetching = new Set<number>()
  readonly #missing = new Set<number>()
  readonly #ended = new AbortController()

  /**
   * @param height of the pictures, in pixels of the screen
   * @param onCome called whenever a picture has come
   */
  constructor(drive: string, height: number, onCome: () => void) {
    this.#drive = drive
    this.#height = height
    this.#onCome = onCome
  }

  get(frame: number): ImageBitmap | null {
    return this.#pictures.get(frame) ?? null
  }

  /** Fetches these frames, in this order, and what was wanted before no more. */
  want(frames: readonly number[]): void {
    this.#wanted = frames
    for (const frame of frames) {
      const picture = this.#pictures.get(frame)
      if (!picture) continue
      // What is in view was used last.
      this.#pictures.delete(frame)
      this.#pictures.set(frame, picture)
    }
    this.#fetchMore()
  }

  dispose(): void {
    this.#ended.abort()
    for (const picture of this.#pictures.values()) picture.close()
    this.#pictures.clear()
  }

  #fetchMore(): void {
    for (const frame of this.#wanted) {
      if (this.#fetching.size >= parallel || this.#ended.signal.aborted) return
      if (!this.#pictures.has(frame) && !this.#fetching.has(frame) && !this.#missing.has(frame)) void this.#fetch(frame)
    }
  }

  async #fetch(frame: number): Promise<void> {
    this.#fetching.add(frame)
    try {
      const blob = await api.picture(this.#drive, frame, this.#ended.signal)
      const picture = await createImageBitmap(blob, { resizeHeight: this.#height, resizeQuality: 'medium' })
      if (this.#ended.signal.aborted) picture.close()
      else this.#put(frame, picture)
    } catch {
      // A frame that is not decoded yet is wanted again when the view or the drive has grown; the strip stays empty there.
      this.#missing.add(frame)
      setTimeout(() => this.#missing.delete(frame), 3000)
    } finally {
      this.#fetching.delete(frame)
      this.#fetchMore()
    }
  }

  #put(frame: number, picture: ImageBitmap): void {
    this.#pictures.set(frame, picture)
    for (const [oldest, old] of this.#pictures) {
      if (this.#pictures.size <= kept) break
      this.#pictures.delete(oldest)
      old.close()
    }
    this.#onCome()
  }
}
