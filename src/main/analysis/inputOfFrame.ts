import { NotFoundError } from '../../shared/errors.ts'
import type { DecodePlan } from '../decode/decode.ts'
import { decodeFrames } from '../decode/decodeFrames.ts'
import { frameInput } from '../model/input/frameInput.ts'
import { framesBefore } from '../model/graph/sequence.ts'
import type { Job } from './openJob.ts'

/**
 * What the model of a run is given for one frame: float32, of the shape of its input. A video is decoded from its
 * beginning.
 * @throws NotFoundError for a frame that is not there
 */
export async function inputOfFrame(
  { recording, run, model }: Pick<Job, 'recording' | 'run' | 'model'>,
  frame: number,
  signal: AbortSignal
): Promise<Float32Array> {
  const { source, width, height } = recording
  const { recipe } = run.key
  const from = Math.max(0, frame - framesBefore(model))
  const plan: DecodePlan = { source, width, height, from, input: recipe, pictureWidth: null, viewWidth: null }
  const values = new Float32Array(model.input.shape.reduce((product, length) => product * length, 1))
  const input = frameInput(recipe, model)
  for await (const decoded of decodeFrames(plan, signal)) {
    if (decoded.input) input.next(decoded.input, values, 0)
    if (decoded.frame === frame && decoded.input) return values
  }
  throw new NotFoundError(`The drive has no frame ${frame}.`)
}
