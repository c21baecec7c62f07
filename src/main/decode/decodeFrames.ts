import type { DecodedFrame, DecodePlan, DecodeSummary } from './decode.ts'
import { FrameMemory } from './frameMemory.ts'
import { pictureFiles } from './pictureFiles.ts'
import { decodePictures } from './pictureFrames.ts'
import { pictureMessages } from './pictureMessages.ts'
import { decodeVideo } from './videoFrames.ts'

/**
 * Decodes a recording in one pass of ffmpeg and yields its frames in order, from `plan.from` on; answers the number
 * of frames of the whole source and what was wrong with them. Frames are neither dropped nor repeated, their numbers
 * and bytes do not depend on `plan.from`, and memory does not grow with the length of the source. Leaving the loop
 * early, or aborting `signal`, ends ffmpeg at once.
 * @param options.memory where frames are written to; who gives theirs back to it has later ones written over them
 * @param options.onStart called when ffmpeg has been started
 * @throws InputError where nothing can be decoded, UnavailableError without ffmpeg, CancelledError on `signal`.
 */
export async function* decodeFrames(
  plan: DecodePlan,
  signal: AbortSignal,
  { memory = new FrameMemory(), onStart = () => undefined }: { memory?: FrameMemory; onStart?: () => void } = {}
): AsyncGenerator<DecodedFrame, DecodeSummary> {
  const { source } = plan
  if (source.type === 'video') return yield* decodeVideo(plan, source, { signal, memory, onStart })
  const pictures = source.type === 'images' ? await pictureFiles(source, plan) : pictureMessages(source, plan)
  return yield* decodePictures(plan, pictures, { signal, memory, onStart })
}
