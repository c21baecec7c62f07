import { NotFoundError } from '../../shared/errors.ts'
import type { Recipe } from '../../shared/recipe.ts'
import { decodeKept } from '../decode/keptPictures.ts'
import { pictureSize, type Size } from '../decode/sizes.ts'
import { framesBefore } from '../model/graph/sequence.ts'
import type { GraphInput } from '../model/graph/sequence.ts'
import type { Cache } from '../store/cache.ts'
import { PICTURE_WIDTH } from './passPlan.ts'

/** What a model is given at a frame, up to the recipe's resize: 8 bit, [height, width, channels]. */
export interface FramePixels {
  frame: number
  pixels: Uint8Array
  /** Those of the frames before it that the model reads too, the oldest first. */
  before: readonly Uint8Array[]
}

/**
 * Reads frames from the pictures that were kept of a drive: any frame, within milliseconds, also where the recording is gone.
 * They are not quite what the run was given; whoever uses them says by how much the steering differs.
 * @param frames in any order
 * @param size of the drive's own pictures
 * @throws NotFoundError for a frame that is not kept, CancelledError
 */
export async function* keptInputs(
  cache: Pick<Cache, 'picture'>,
  { recipe, graph, size }: { recipe: Recipe; graph: GraphInput; size: Size },
  frames: readonly number[],
  signal: AbortSignal
): AsyncGenerator<FramePixels, void> {
  const before = framesBefore(graph)
  const wanted = frames.flatMap((frame) =>
    Array.from({ length: before + 1 }, (_, i) => Math.max(0, frame - before + i))
  )
  const read = (frame: number) => (): Uint8Array => {
    const picture = cache.picture(frame)
    if (!picture) throw new NotFoundError(`Frame ${frame} is not analysed (yet).`)
    return picture
  }
  const decoded = decodeKept(wanted.map(read), pictureSize(size, PICTURE_WIDTH), recipe, signal)
  let group: Uint8Array[] = []
  let at = 0
  for await (const pixels of decoded) {
    group.push(pixels)
    if (group.length <= before) continue
    yield { frame: frames[at++]!, pixels, before: group.slice(0, before) }
    group = []
  }
}
