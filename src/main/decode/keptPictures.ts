import { decodePictures } from './pictureFrames.ts'
import type { DecodePlan, InputRecipe } from './decode.ts'
import { FrameMemory } from './frameMemory.ts'
import { codedPicture, type PictureSource } from './pictureSource.ts'
import type { Size } from './sizes.ts'

/**
 * The model's input, up to its resize, from JPEG pictures that were kept of a drive: any of its frames in any order, in
 * about a millisecond each, where the recording itself would have to be decoded from its beginning. What was lost when
 * they were kept (their width, their coding) is lost here too.
 * @param size of the pictures, in pixels
 * @returns one for each picture, in their order: [height, width, channels], 8 bit; for one that is damaged the one before
 * @throws InputError where none can be decoded, CancelledError
 */
export async function* decodeKept(
  pictures: readonly (() => Uint8Array)[],
  size: Size,
  input: InputRecipe,
  signal: AbortSignal
): AsyncGenerator<Uint8Array, void> {
  if (pictures.length === 0) return
  const like = { coding: 'jpeg' as const, ...size }
  const source: PictureSource = {
    ...like,
    count: pictures.length,
    place: 'the pictures that were kept',
    nameOf: (frame) => `picture ${frame}`,
    async *read(from, to) {
      for (const picture of pictures.slice(from, to)) yield codedPicture(picture(), like)
    }
  }
  const plan: DecodePlan = {
    source: { type: 'images', files: [], coding: 'jpeg' },
    ...size,
    from: 0,
    input,
    pictureWidth: null,
    viewWidth: null
  }
  const run = { signal, memory: new FrameMemory(), onStart: () => undefined }
  for await (const { input: made } of decodePictures(plan, source, run)) yield made!
}
