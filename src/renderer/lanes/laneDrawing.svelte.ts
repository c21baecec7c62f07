import { LaneFile, type LaneKeyframe } from '../../shared/lanes.ts'
import { api } from '../client/api.ts'
import { notices } from '../shell/notices.svelte.ts'
import {
  appended,
  asPolygon,
  inserted,
  moved,
  type Point,
  removed,
  snapped,
  split,
  trapezoid,
  type Vertices
} from './polygon.ts'
import { adjust, beginHistory, redo, step, undo, type VertexHistory } from './vertexHistory.ts'

/** Drawing the lane of one frame by hand. What is drawn becomes a keyframe of the drive. */
export class LaneDrawing {
  /** Keyframes that are stored, in rising frame order. */
  keyframes = $state.raw<LaneKeyframe[]>([])
  saving = $state(false)
  /** The frame that is drawn on. */
  frame = $state(0)
  /** The two clicks of a trapezoid are awaited: null where not, else the first of them once it is there. */
  trapezoid = $state.raw<{ vanishing: Point | null } | null>(null)
  #history = $state.raw<VertexHistory | null>(null)
  /** Outlines that points snap to. */
  #guides: readonly Vertices[] = []
  /** A drag has begun and not moved yet. */
  #held = false
  readonly #drive: string
  readonly #saved: () => Promise<void>

  /** Null while nothing is being drawn. */
  vertices = $derived(this.#history?.now ?? null)
  canUndo = $derived((this.#history?.past.length ?? 0) > 0)
  canRedo = $derived((this.#history?.future.length ?? 0) > 0)
  /** The nearest keyframes before and after the frame that is drawn on. */
  before = $derived(this.keyframes.findLast((keyframe) => keyframe.frame < this.frame) ?? null)
  after = $derived(this.keyframes.find((keyframe) => keyframe.frame > this.frame) ?? null)

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
    this.trapezoid = null
    this.#history = beginHistory(from)
    const neighbours = [this.before, this.after].flatMap((keyframe) => (keyframe ? [keyframe.polygon] : []))
    this.#guides = from.length > 0 ? [from, ...neighbours] : neighbours
  }

  /** Adds a point: into the edge next to it, once there is an outline. Answers its index. */
  add(point: Point): number {
    const now = this.vertices ?? []
    if (now.length < 3) {
      this.#step(appended(now, point))
      return now.length
    }
    const { vertices, index } = inserted(now, point)
    this.#step(vertices)
    return index
  }

  /** A click of the two that make a trapezoid. */
  click(point: Point): void {
    if (!this.trapezoid) return
    if (!this.trapezoid.vanishing) {
      this.trapezoid = { vanishing: point }
      return
    }
    const lane = trapezoid(this.trapezoid.vanishing, point)
    if (!lane) return notices.error('The second click must be below the first, on a side of the lane.')
    this.trapezoid = null
    this.#step(lane)
  }

  /** The moves that follow are one step, as a drag is. */
  hold(): void {
    this.#held = true
  }

  /** @param reach within which the point snaps to what is there, in unit picture coordinates; null for not at all */
  move(index: number, to: Point, reach: Point | null = null): void {
    const history = this.#history
    if (!history) return
    // The outline that was there when drawing began is a guide too, but not for the vertex that is still on it.
    const next = moved(history.now, index, reach ? snapped(to, this.#guides, reach) : to)
    this.#history = this.#held ? step(history, next) : adjust(history, next)
    this.#held = false
  }

  /** Moves a point by a key press: a step of its own. */
  nudge(index: number, by: Point): void {
    const vertex = this.vertices?.[index]
    if (!vertex) return
    this.hold()
    this.move(index, [vertex[0] + by[0], vertex[1] + by[1]])
  }

  split(index: number): void {
    if (this.vertices) this.#step(split(this.vertices, index))
  }

  remove(index: number): void {
    if (this.vertices) this.#step(removed(this.vertices, index))
  }

  /** Takes the outline of another keyframe. */
  copy({ polygon }: LaneKeyframe): void {
    this.#step(polygon)
  }

  startOver(): void {
    this.#step([])
  }

  undo(): void {
    if (this.#history) this.#history = undo(this.#history)
  }

  redo(): void {
    if (this.#history) this.#history = redo(this.#history)
  }

  cancel(): void {
    this.#history = null
    this.trapezoid = null
  }

  /** Stores what was drawn as the keyframe of its frame; all runs of the drive are scored anew. */
  async save(): Promise<void> {
    const polygon = this.vertices && asPolygon(this.vertices)
    if (!polygon) return notices.error('A lane needs at least three points: click on the picture to add them.')
    const others = this.keyframes.filter((keyframe) => keyframe.frame !== this.frame)
    const keyframes = [...others, { frame: this.frame, polygon }].sort((a, b) => a.frame - b.frame)
    if (await this.#store(keyframes)) this.cancel()
  }

  /** Removes the keyframe of a frame; where none is left the next source holds again. */
  async forget(frame: number): Promise<void> {
    await this.#store(this.keyframes.filter((keyframe) => keyframe.frame !== frame))
  }

  /** Takes the lanes of a file that was exported, instead of all that are drawn. */
  async take(text: string): Promise<boolean> {
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch {
      value = null
    }
    const file = LaneFile.safeParse(value)
    if (file.success) return this.#store(file.data.keyframes)
    notices.error('This is no file of drawn lanes; take one that Lanegaze exported, or import it as labels.')
    return false
  }

  #step(next: Vertices): void {
    if (this.#history) this.#history = step(this.#history, next)
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
