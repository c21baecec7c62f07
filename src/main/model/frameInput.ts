import type { Recipe } from '../../shared/recipe.ts'
import type { Graph } from './graph.ts'
import { prepareInput } from './prepareInput.ts'
import { framesOf, pictureOf } from './sequence.ts'

/** Turns a drive's frames, one after the other, into a model's input. */
export interface FrameInput {
  /**
   * Writes the input of the next frame, [height, width, frames * channels], to `out` from `offset` on. A model that reads
   * several frames gets those before it; before the first frame there is the first frame.
   * @param rgb the frame as the recipe cuts it, 8-bit RGB [height, width, 3]
   */
  next(rgb: Uint8Array, out: Float32Array, offset: number): void
  /** Begins anew: what comes next has nothing before it. */
  forget(): void
}

export function frameInput(recipe: Recipe, graph: Graph): FrameInput {
  const [height = 1, width = 1, channels = 1] = pictureOf(graph).shape
  const frames = framesOf(graph)
  const pixels = height * width
  /** The newest frames, the oldest first. */
  let known: Float32Array[] = []

  function remember(rgb: Uint8Array): void {
    const prepared = known.length === frames ? known.shift()! : new Float32Array(pixels * channels)
    prepareInput(rgb, pixels, recipe, prepared, 0)
    known.push(prepared)
  }

  return {
    next(rgb, out, offset) {
      if (frames === 1) return prepareInput(rgb, pixels, recipe, out, offset)
      remember(rgb)
      const depth = frames * channels
      for (let frame = 0; frame < frames; frame++) {
        const source = known[Math.max(0, known.length - frames + frame)]!
        for (let pixel = 0; pixel < pixels; pixel++) {
          const from = pixel * channels
          out.set(source.subarray(from, from + channels), offset + pixel * depth + frame * channels)
        }
      }
    },
    forget() {
      known = []
    }
  }
}
