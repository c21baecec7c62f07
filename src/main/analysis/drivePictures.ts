import type { Recipe } from '../../shared/recipe.ts'
import type { DecodePlan } from '../decode/decode.ts'
import { decodeFrames } from '../decode/decodeFrames.ts'
import type { Recording } from '../recording/recording.ts'

/** A frame as the decoder delivers it for a model: what the recipe makes of it up to its resize, 8 bit [height, width, channels]. */
export interface DrivePicture {
  frame: number
  rgb: Uint8Array
}

/**
 * Some frames of a drive as a model is given them, in their order. A video is decoded from its beginning to the last of
 * them. Frames that are not there are left out.
 * @param frames numbers of frames, rising
 * @throws CancelledError when `stop` ended it, and what decodeFrames throws
 */
export async function* drivePictures(
  { source, width, height }: Pick<Recording, 'source' | 'width' | 'height'>,
  recipe: Recipe,
  frames: readonly number[],
  stop: AbortSignal
): AsyncGenerator<DrivePicture, void> {
  const last = frames.at(-1)
  if (last === undefined) return
  const wanted = new Set(frames)
  const plan: DecodePlan = {
    source,
    width,
    height,
    from: frames[0]!,
    input: recipe,
    pictureWidth: null,
    viewWidth: null
  }
  for await (const { frame, input } of decodeFrames(plan, stop)) {
    if (wanted.has(frame) && input) yield { frame, rgb: input }
    if (frame >= last) return
  }
}
