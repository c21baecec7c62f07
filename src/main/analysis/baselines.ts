import { InputError } from '../../shared/errors.ts'
import type { Recipe } from '../../shared/recipe.ts'
import { prepareInput } from '../model/input/prepareInput.ts'
import { pictureOf } from '../model/graph/sequence.ts'
import type { Recording } from '../recording/recording.ts'
import type { Explanation } from '../saliency/method.ts'
import { drivePictures } from './drivePictures.ts'
import { evenly } from './evenly.ts'

/**
 * What a method asked for, with the pictures of the drive at hand that it compares with, if it asks for any. They are
 * evenly spread over the drive as it was opened, so that a run that goes on has those that it began with.
 * @throws InputError where none of them can be decoded, CancelledError when `stop` ended it
 */
export async function withBaselines(
  explanation: Explanation,
  recording: Pick<Recording, 'source' | 'width' | 'height' | 'frames'>,
  recipe: Recipe,
  stop: AbortSignal
): Promise<Explanation> {
  const { graph, baselines } = explanation
  if (baselines === undefined) return explanation
  const [height = 1, width = 1, channels = 1] = pictureOf(graph).shape
  const size = height * width * channels
  // A video's count is an estimate: its last frame may not be there, the middle of its last part is.
  const frames = evenly([...Array(recording.frames.count).keys()], baselines)
  const pictures = new Float32Array(frames.length * size)
  let count = 0
  for await (const { rgb } of drivePictures(recording, recipe, frames, stop)) {
    prepareInput(rgb, height * width, recipe, pictures, count++ * size)
  }
  if (count === 0)
    throw new InputError('None of the frames that the method compares with can be decoded; choose another method.')
  const known = pictures.subarray(0, count * size)
  return { graph, explain: (run, input, batch) => explanation.explain(run, input, batch, known) }
}
