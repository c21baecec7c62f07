import type { LaneKeyframe } from '../../shared/lanes.ts'
import { api } from '../client/api.ts'
import { notices } from '../notices.svelte.ts'
import { appended, asPolygon, moved, removed, split, type Vertices } from './polygon.ts'

/** Drawing the lane of one frame by hand. What is drawn becomes a keyframe of the drive. */
export class LaneDrawing {
  /** Keyframes that are stored, in rising frame order. */
  keyframes = $state.raw<LaneKeyframe[]>([])
  /** Null while nothing is being drawn. */
  vertices = $state.raw<Vertices | null>(null)
  saving = $state(false)
  /** The frame that is drawn on. */
  frame = $state(0)
  readonly #drive: string
  readonly #saved: () => Promise<void>

  constructor(drive: string, saved: () => Promise<void>) {
    this.#drive = drive
    this.#saved = saved
  }

  async load(): Promise<void> {
    this.keyframes = (await api.lanes(this.#drive)).keyframes
  }

  isKeyframe(frame: number): boolean {
    return this.keyframes.some((keyframe) => keyframe.frame === frame)
  }

  /** Starts on a frame, from the lane that is shown there. */
  begin(frame: number, from: Vertices): void {
    this.frame = frame
    this.vertices = from
  }

  append(point: readonly [number, number]): void {
    if (this.vertices) this.vertices = appended(this.vertices, point)
  }

  move(index: number, to: readonly [number, number]): void {
    if (this.vertices) this.vertices = moved(this.vertices, index, to)
  }

  split(index: number): void {
    if (this.vertices) this.vertices = split(this.vertices, index)
  }

  remove(index: number): void {
    if (this.vertices) this.vertices = removed(this.vertices, index)
  }

  startOver(): void {
    this.vertices = []
  }

  cancel(): void {
    this.vertices = null
  }

  /** Stores what was drawn as the keyframe of its frame; all runs of the drive are scored anew. */
  async save(): Promise<void> {
    const polygon = this.vertices && asPolygon(this.vertices)
    if (!polygon) return notices.error('A lane needs at least three points: click on the picture to add them.')
    const others = this.keyframes.filter((keyframe) => keyframe.frame !== this.frame)
    const keyframes = [...others, { frame: this.frame, polygon }].sort((a, b) => a.frame - b.frame)
    if (await this.#store(keyframes)) this.vertices = null
  }

  /** Removes the keyframe of a frame; where none is left the detected lanes hold again. */
  async forget(frame: number): Promise<void> {
    await this.#store(this.keyframes.filter((keyframe) => keyframe.frame !== frame))
  }

  async #store(keyframes: LaneKeyframe[]): Promise<boolean> {
    this.saving = true
    try {
      this.keyframes = (await api.saveLanes(this.#drive, { version: 1, keyframes })).keyframes
      await this.#saved()
      return true
    } catch (error) {
      notices.error(error)
      return false
    } finally {
      this.saving = false
    }
  }
}
