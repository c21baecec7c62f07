import { InputError } from '../../shared/errors.ts'
import type { Orientation } from '../recording/pictures/exifOrientation.ts'
import type { DecodedFrame, DecodePlan, DecodeSummary } from './decode.ts'
import type { FrameMemory } from './frameMemory.ts'
import type { PictureCoding } from './matroska.ts'
import { type PassRun, runPass } from './pass.ts'
import type { Faults } from './pictureFeed.ts'
import { pictureFeeds } from './pictureFeed.ts'
import type { PictureSource } from './pictureSource.ts'
import { needsEarlier } from './pictureSource.ts'
import { faultWarnings } from './pictureWarnings.ts'

/**
 * Strict, so that half a picture counts as none, and without parsers, which would look for the rest of it in the
 * pictures that follow. Not all of ffmpeg's decoders know how a picture lies; see UPRIGHT.
 */
const SINGLE = ['-threads', '1', '-fflags', '+noparse+nofillin', '-err_detect', 'explode', '-noautorotate']
/** A frame of a video leans on earlier ones and may be worth seeing though a part of it is damaged. */
const STREAM = ['-threads', '2', '-noautorotate', '-reinit_filter', '0']
/** Matroska has no name for these. */
const DECODERS: Partial<Record<PictureCoding, string[]>> = { webp: ['-c:v', 'webp'], bmp: ['-c:v', 'bmp'] }
/** What ffmpeg makes of Bayer's colours by itself has as few bits as one of them. */
const WHOLE_COLOURS = 'format=rgb24,'
/** The filters that set a picture upright. */
const UPRIGHT: Record<Orientation, string> = {
  1: '',
  2: 'hflip,',
  3: 'hflip,vflip,',
  4: 'vflip,',
  5: 'transpose=cclock_flip,',
  6: 'transpose=clock,',
  7: 'transpose=clock_flip,',
  8: 'transpose=cclock,'
}
const FROM_PIPE = ['-copyts', '-f', 'matroska', '-i', 'pipe:0']

/**
 * Decodes pictures that come one by one; see decodeFrames. The frame number is the place in the source. For a
 * picture that cannot be decoded the one before stands in, or the first good one where there is none before.
 */
export async function* decodePictures(
  plan: DecodePlan,
  source: PictureSource,
  run: PassRun
): AsyncGenerator<DecodedFrame, DecodeSummary> {
  const { count, place } = source
  const { memory } = run
  const faults: Faults = new Map()
  let next = plan.from
  let before: DecodedFrame | null = null
  let start = 0
  const first = needsEarlier(source) ? 0 : plan.from
  for await (const good of goodFrames(plan, source, first, count, faults, run)) {
    if (next < good.frame && !before) before = await goodFrameBefore(plan, source, run)
    if (next < good.frame && !before) start = good.frame
    for (; next < good.frame; next++) yield standIn(before ?? good, next, faults, memory)
    // Receivers own their buffers and may change them, so a picture that may be shown twice is copied.
    const kept = memory.copy(good)
    if (good.frame >= plan.from) {
      yield good
      next = good.frame + 1
    }
    if (before) memory.giveBack(before)
    before = kept
  }
  if (next < count && !before) before = await goodFrameBefore(plan, source, run)
  if (!before && next < count)
    throw new InputError(`None of the ${count} pictures of ${place} can be decoded; copy them again from their source.`)
  for (; before && next < count; next++) yield standIn(before, next, faults, memory)
  for (const frame of faults.keys()) if (frame < plan.from) faults.delete(frame)
  return { frames: count, warnings: faultWarnings(source, faults, start) }
}

/** The pictures from..to-1 that decode. */
async function* goodFrames(
  plan: DecodePlan,
  source: PictureSource,
  from: number,
  to: number,
  faults: Faults,
  run: PassRun
): AsyncGenerator<DecodedFrame, void> {
  const options = [...(needsEarlier(source) ? STREAM : SINGLE), ...(DECODERS[source.coding] ?? []), ...FROM_PIPE]
  for await (const { orientation, stream } of pictureFeeds(source, from, to, faults)) {
    const upright = `${source.coding.startsWith('bayer') ? WHOLE_COLOURS : ''}${UPRIGHT[orientation]}`
    const input = { options, feed: stream, upright, numbered: !needsEarlier(source), skip: 0, name: source.place }
    for await (const { mark, outputs } of runPass(plan, input, run)) {
      yield { frame: mark.ticks ?? 0, time: null, ...outputs, damaged: false }
    }
  }
}

/** The last picture before `plan.from` that decodes: what stood in there in a pass that was not interrupted. */
async function goodFrameBefore(plan: DecodePlan, source: PictureSource, run: PassRun): Promise<DecodedFrame | null> {
  if (needsEarlier(source)) return null // a pass over these began at frame 0
  for (let from = plan.from - 1; from >= 0; from--) {
    const frames = goodFrames(plan, source, from, from + 1, new Map(), run)
    for await (const frame of frames) return frame
  }
  return null
}

function standIn(frame: DecodedFrame, number: number, faults: Faults, memory: FrameMemory): DecodedFrame {
  if (!faults.has(number)) faults.set(number, 'is damaged')
  return { ...memory.copy(frame), frame: number, damaged: true }
}
