import type { Recipe } from '../../../shared/recipe.ts'
import { prepareInput } from './prepareInput.ts'
import { framesBefore, framesOf, type GraphInput, heldBy, pictureOf } from '../graph/sequence.ts'

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

export function frameInput(recipe: Recipe, graph: GraphInput): FrameInput {
  const [height = 1, width = 1, channels = 1] = pictureOf(graph).shape
  const pixels = height * width
  const held = heldBy(graph)
  const most = framesBefore(graph) + 1
  const depth = framesOf(graph) * channels
  /** The newest frames, the oldest first. */
  let known: Float32Array[] = []

  function remember(rgb: Uint8Array): void {
    const prepared = known.length === most ? known.shift()! : new Float32Array(pixels * channels)
    prepareInput(rgb, pixels, recipe, prepared, 0)
    known.push(prepared)
  }

  /** Writes one picture beside the others of the input. */
  function place(at: number, valueAt: (pixel: number, channel: number) => number, out: Float32Array, offset: number) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      const to = offset + pixel * depth + at * channels
      for (let channel = 0; channel < channels; channel++) out[to + channel] = valueAt(pixel, channel)
    }
  }

  return {
    next(rgb, out, offset) {
      if (held.length === 1) return prepareInput(rgb, pixels, recipe, out, offset)
      remember(rgb)
      held.forEach((what, at) => {
        if (what === 'mean') {
          const mean = meanColour(known.at(-1)!, channels)
          return place(at, (_, channel) => mean[channel]!, out, offset)
        }
        const frame = known[Math.max(0, known.length - 1 - what)]!
        place(at, (pixel, channel) => frame[pixel * channels + channel]!, out, offset)
      })
    },
    forget() {
      known = []
    }
  }
}

/** The mean of each channel of a picture [pixels, channels]. */
function meanColour(picture: Float32Array, channels: number): number[] {
  const sums = new Array<number>(channels).fill(0)
  picture.forEach((value, i) => (sums[i % channels]! += value))
  return sums.map((sum) => (sum * channels) / picture.length)
}
