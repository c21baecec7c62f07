import { basename, dirname } from 'node:path'
import { InputError } from '../../shared/errors.ts'
import type { DecodedFrame, DecodePlan, DecodeSummary } from './decode.ts'
import { faultWarnings } from './imageWarnings.ts'
import type { Faults } from './imageFeed.ts'
import { codingOf, imageFeed } from './imageFeed.ts'
import type { ImageHeader } from '../recording/imageHeader.ts'
import { runPass } from './pass.ts'

/** Strict, so that half a picture counts as none. The picture's own turn (EXIF) is not for a camera on a car. */
const INPUT = ['-threads', '1', '-err_detect', 'explode', '-noautorotate', '-copyts', '-f', 'matroska', '-i', 'pipe:0']

/**
 * Decodes picture files; see decodeFrames. The frame number is the place in `files`. For a picture that cannot be
 * decoded the one before stands in, or the first good one where there is none before.
 */
export async function* decodeImages(
  plan: DecodePlan,
  files: readonly string[],
  signal: AbortSignal
): AsyncGenerator<DecodedFrame, DecodeSummary> {
  const folder = basename(dirname(files[0] ?? ''))
  const like = await codingOf(files, plan)
  if (!like)
    throw new InputError(
      `No picture of ${folder} is a JPEG or PNG of ${plan.width}x${plan.height}; open the folder again.`
    )
  const faults: Faults = new Map()
  let next = plan.from
  let before: DecodedFrame | null = null
  for await (const good of goodFrames(plan, files, { from: plan.from, to: files.length }, like, faults, signal)) {
    if (next < good.frame && !before) before = await goodFrameBefore(plan, files, like, signal)
    for (; next < good.frame; next++) yield standIn(before ?? good, next, faults)
    yield good
    before = { ...good, ...copies(good) }
    next = good.frame + 1
  }
  if (next < files.length && !before) before = await goodFrameBefore(plan, files, like, signal)
  if (!before && next < files.length)
    throw new InputError(
      `None of the ${files.length} pictures of ${folder} can be decoded; copy them again from their source.`
    )
  for (; before && next < files.length; next++) yield standIn(before, next, faults)
  return { frames: files.length, warnings: faultWarnings(files, faults) }
}

/** The pictures from..to-1 that decode. */
async function* goodFrames(
  plan: DecodePlan,
  files: readonly string[],
  { from, to }: { from: number; to: number },
  like: ImageHeader,
  faults: Faults,
  signal: AbortSignal
): AsyncGenerator<DecodedFrame, void> {
  const feed = imageFeed(files, from, to, like, faults)
  for await (const { mark, outputs } of runPass(plan, { options: INPUT, feed, skip: 0, name: 'a picture' }, signal)) {
    yield { frame: mark.ticks ?? 0, time: null, ...outputs, damaged: false }
  }
}

/** The last picture before `plan.from` that decodes: what stood in there in a pass that was not interrupted. */
async function goodFrameBefore(
  plan: DecodePlan,
  files: readonly string[],
  like: ImageHeader,
  signal: AbortSignal
): Promise<DecodedFrame | null> {
  for (let from = plan.from - 1; from >= 0; from--) {
    const frames = goodFrames(plan, files, { from, to: from + 1 }, like, new Map(), signal)
    for await (const frame of frames) return frame
  }
  return null
}

function standIn(frame: DecodedFrame, number: number, faults: Faults): DecodedFrame {
  if (!faults.has(number)) faults.set(number, 'is damaged')
  return { ...frame, ...copies(frame), frame: number, damaged: true }
}

/** Receivers own their buffers and may change them, so a picture that is shown twice is copied. */
function copies({ input, picture, view }: DecodedFrame): Pick<DecodedFrame, 'input' | 'picture' | 'view'> {
  return { input: input?.slice() ?? null, picture: picture?.slice() ?? null, view: view?.slice() ?? null }
}
