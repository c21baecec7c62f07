import type { InputPreview } from '../../shared/inputPreview.ts'
import { NotFoundError } from '../../shared/errors.ts'
import { type Recipe, seenRect } from '../../shared/recipe.ts'
import type { DecodePlan } from '../decode/decode.ts'
import { decodeFrames } from '../decode/decodeFrames.ts'
import { probeVideo } from '../decode/probe.ts'
import { channelsOf, prepareInput } from '../model/prepareInput.ts'
import { openRecording } from '../recording/open.ts'
import type { StoredDrive } from '../store/driveTable.ts'

const PICTURE_WIDTH = 640

/**
 * A frame as a model would be given it: cut and resized by the decoder and prepared by the same code as in an analysis.
 * A video is decoded from its beginning, so a late frame takes a while; nothing is kept.
 * @throws NotFoundError where the drive has no such frame
 */
export async function inputPreview(
  recipe: Recipe,
  drive: Pick<StoredDrive, 'path' | 'openWith'>,
  frame: number,
  signal: AbortSignal
): Promise<InputPreview> {
  const recording = await openRecording(drive.path, { probe: probeVideo, ...drive.openWith })
  const { source, width, height } = recording
  const plan: DecodePlan = {
    source,
    width,
    height,
    from: frame,
    input: recipe,
    pictureWidth: PICTURE_WIDTH,
    viewWidth: null
  }
  const stop = new AbortController()
  try {
    for await (const decoded of decodeFrames(plan, AbortSignal.any([signal, stop.signal]))) {
      if (decoded.frame !== frame || !decoded.input || !decoded.picture) continue
      const { resize } = recipe
      const shape = [resize.height, resize.width, channelsOf(recipe)] as const
      const values = new Float32Array(shape[0] * shape[1] * shape[2])
      prepareInput(decoded.input, shape[0] * shape[1], recipe, values, 0)
      const seen = seenRect(recipe, width, height)
      return {
        frame,
        shape,
        values: Buffer.from(values.buffer).toString('base64'),
        picture: Buffer.from(decoded.picture).toString('base64'),
        seen: { x: seen.x / width, y: seen.y / height, width: seen.width / width, height: seen.height / height }
      }
    }
  } finally {
    stop.abort()
  }
  throw new NotFoundError(`The drive has no frame ${frame}.`)
}
