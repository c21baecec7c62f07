import { pictureShift, type GreyPicture } from '../recording/pictures/pictureShift.ts'
import type { Recording } from '../recording/recording.ts'
import { decodeFrames } from './decodeFrames.ts'
import { viewSize } from './sizes.ts'

/** Wide enough for a tenth of a degree or so, small enough to cost next to nothing beside decoding. */
const WIDTH = 160

/** How the pictures turned: between each frame and the one before it. */
export interface PictureTurning {
  /** Seconds from frame 0, one a frame. */
  times: Float64Array
  /** Widths a second by which the far scene moved to the right, which is a turn to the left; null where unknown. */
  turning: (number | null)[]
}

/**
 * Decodes the first `seconds` of a recording and finds how the pictures turned.
 * @throws as decodeFrames
 */
export async function pictureTurning(
  { source, width, height, times: known, rate }: Pick<Recording, 'source' | 'width' | 'height' | 'times' | 'rate'>,
  seconds: number,
  signal: AbortSignal
): Promise<PictureTurning> {
  const size = viewSize({ width, height }, WIDTH)
  const plan = { source, width, height, from: 0, input: null, pictureWidth: null, viewWidth: WIDTH }
  const ended = new AbortController()
  const times: number[] = []
  const turning: (number | null)[] = []
  let before: GreyPicture | null = null
  try {
    for await (const { frame, time: own, view, damaged } of decodeFrames(
      plan,
      AbortSignal.any([signal, ended.signal])
    )) {
      const time = known?.[frame] ?? own ?? frame / rate
      if (time > seconds) break
      const picture: GreyPicture | null = view && !damaged ? { ...size, grey: greyOf(view) } : null
      const step = time - (times.at(-1) ?? time)
      const shift = before && picture && step > 0 ? pictureShift(before, picture) : null
      times.push(time)
      turning.push(shift === null ? null : shift / step)
      before = picture
    }
  } finally {
    ended.abort()
  }
  return { times: Float64Array.from(times), turning }
}

/** The sum of red, green and blue. */
function greyOf(rgb: Uint8Array): Float32Array {
  const grey = new Float32Array(rgb.length / 3)
  for (let i = 0; i < grey.length; i++) grey[i] = (rgb[3 * i] ?? 0) + (rgb[3 * i + 1] ?? 0) + (rgb[3 * i + 2] ?? 0)
  return grey
}
