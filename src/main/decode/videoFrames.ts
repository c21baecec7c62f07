import { basename, resolve } from 'node:path'
import { InputError } from '../../shared/errors.ts'
import type { Warning } from '../../shared/recording.ts'
import type { FrameSource, VideoStretch } from '../recording/recording.ts'
import type { DecodedFrame, DecodePlan, DecodeSummary } from './decode.ts'
import type { FrameLog } from './frameLog.ts'
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

/** Decodes a video, or a stretch of one, which is sought to its first frame and no further; see decodeFrames. */
export async function* decodeVideo(
  plan: DecodePlan,
  { file, stretch }: Extract<FrameSource, { type: 'video' }>,
  run: PassRun
): AsyncGenerator<DecodedFrame, DecodeSummary> {
  const name = basename(file)
  const options = ['-threads', THREADS, '-reinit_filter', '0', ...soughtTo(stretch), ...videoInput(file)]
  const pass = runPass(plan, { options, feed: null, upright: '', numbered: false, skip: plan.from, name }, run)
  try {
    for (;;) {
      const step = await pass.next()
      if (step.done) {
        const { log } = step.value
        if (log.frames === 0) throw new InputError(noFrames(log, name))
        return {
          frames: log.frames,
          warnings: stretch ? stretchWarnings(log, stretch, name) : videoWarnings(log, name)
        }
      }
      const { order, mark, outputs } = step.value
      yield { frame: order, time: mark.time, ...outputs, damaged: false }
    }
  } finally {
    await pass.return(undefined as never)
  }
}

/**
 * ffmpeg's options that give a stretch's frames and no others. It seeks to the key frame before and throws away what comes
 * before the time; half-way between two frames no rounding reaches either.
 */
function soughtTo(stretch: VideoStretch | undefined): string[] {
  if (!stretch) return []
  const { start, count, rate } = stretch
  const from = Math.max(0, start - 0.5 / rate)
  const length = start + (count - 0.5) / rate - from
  return [...(from > 0 ? ['-ss', from.toFixed(6)] : []), '-t', length.toFixed(6)]
}

/** What decoders miss where a video is joined in the middle: pictures before the key frame that it was sought to. */
const BEFORE = /mmco|\brefs?\b|reference|\bPOC\b/i

function stretchWarnings(log: FrameLog, { start, count }: VideoStretch, name: string): Warning[] {
  const { frames, sizes, container, tracks, clock } = log
  const errors = log.errors.filter(({ text, frame }) => start === 0 || frame > 0 || !BEFORE.test(text))
  const errorCount = log.errorCount - (log.errors.length - errors.length)
  // How long the whole video is says nothing of a part of it.
  const warnings = videoWarnings({ frames, errors, errorCount, sizes, container, tracks, clock, duration: null }, name)
  if (frames === count) return warnings
  const message = `${name} has ${frames} frames of this drive where its data set says ${count}; signals of frames that are not there are left out.`
  const first = Math.min(frames, count) - 1
  return [...warnings, { code: 'frame-times-differ', message, frames: { first, last: frames - 1 } }]
}
