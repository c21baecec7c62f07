import { basename, resolve } from 'node:path'
import { InputError } from '../../shared/errors.ts'
import type { DecodedFrame, DecodePlan, DecodeSummary } from './decode.ts'
import { noFrames, videoWarnings } from './videoWarnings.ts'
import { type PassRun, runPass } from './pass.ts'

/**
 * Decoder threads. ffmpeg scales and encodes in one thread, which waits for the next frame in order: with more frames
 * being decoded than there are cores it seldom does. On two cores four win a sixth of the job's time over two.
 */
const THREADS = '4'

/** ffmpeg's options that read a video file by its exact path, and nothing that the file may point to elsewhere. */
export function videoInput(file: string): string[] {
  return ['-protocol_whitelist', 'file,pipe', '-i', `file:${resolve(file)}`]
}

/** Decodes a video; see decodeFrames. */
export async function* decodeVideo(
  plan: DecodePlan,
  file: string,
  run: PassRun
): AsyncGenerator<DecodedFrame, DecodeSummary> {
  const name = basename(file)
  const options = ['-threads', THREADS, '-reinit_filter', '0', ...videoInput(file)]
  const pass = runPass(plan, { options, feed: null, upright: '', numbered: false, skip: plan.from, name }, run)
  try {
    for (;;) {
      const step = await pass.next()
      if (step.done) {
        const { log } = step.value
        if (log.frames === 0) throw new InputError(noFrames(log, name))
        return { frames: log.frames, warnings: videoWarnings(log, name) }
      }
      const { order, mark, outputs } = step.value
      yield { frame: order, time: mark.time, ...outputs, damaged: false }
    }
  } finally {
    await pass.return(undefined as never)
  }
}
