import type { Recipe } from '../../shared/recipe.ts'
import { seenRect } from '../../shared/recipe.ts'
import type { DecodePlan, InputRecipe } from './decode.ts'
import { packedRgb } from './packedRgb.ts'
import type { PassInput } from './passInput.ts'
import { resized } from './steps/resize.ts'
import { runSteps } from './steps/runSteps.ts'
import { pictureSize, type Size, viewSize } from './sizes.ts'
import { twoPixelResize } from './twoPixelResize.ts'

/** One output of the pass: which field of a decoded frame it fills, its branch of the graph, how it is coded. */
export interface Track {
  fills: 'input' | 'picture' | 'view' | 'nothing'
  filters: string
  coding: string[]
  /** About how many bytes a frame of it takes. */
  bytes: number
  /** It has every so many frames of the source, counted from frame 0. */
  every: number
  /** What is still to be done with each frame that ffmpeg delivers; nothing where it is left out. */
  finish?: (bytes: Uint8Array, memory: (length: number) => Uint8Array) => Uint8Array
}

/** ffmpeg's planes of green, blue and red; see packedRgb. */
const PLANES = 'gbrp'

/** ffmpeg's names of those of the recipe's filters that it has. All but `nearest` take in every pixel when they shrink. */
const SCALERS = { bilinear: 'bilinear', area: 'area', bicubic: 'bicubic', nearest: 'neighbor' } satisfies Record<
  Exclude<Recipe['resize']['filter'], 'cv2-linear'>,
  string
>

/** Rounding that does not depend on the processor, so that a drive gives the same pixels everywhere. */
const EXACT = 'accurate_rnd+full_chroma_int+bitexact'
/** JPEG quality on ffmpeg's scale from 2 (best) to 31; at 640x360 real roads take 20 to 40 KB. */
const QUALITY = 3
const RAW = ['rawvideo']

/** The outputs that a plan asks for; at least one of them has every frame. */
export function tracksOf(plan: DecodePlan): Track[] {
  const tracks: Track[] = []
  if (plan.input) tracks.push(inputTrack(plan, plan.input))
  if (plan.pictureWidth !== null) {
    const { width, height } = pictureSize(plan, plan.pictureWidth)
    // JPEG knows one colour matrix, BT.601, and full range; HD video comes in BT.709 and limited range.
    // For eyes alone: the last bit may depend on the processor, which saves half a millisecond a frame of HD.
    // Newer versions of ffmpeg would write how the source lay into the JPEG, though it is upright here.
    const filters = `sidedata=mode=delete,scale=${width}:${height}:flags=area:out_color_matrix=bt601:out_range=pc,format=yuvj420p`
    const coding = ['mjpeg', '-q:v', String(QUALITY)]
    tracks.push({ fills: 'picture', filters, coding, bytes: width * height * 0.3, every: 1 })
  }
  if (plan.viewWidth !== null) {
    const { width, height } = viewSize(plan, plan.viewWidth)
    // Pictures that come one by one may be missing, so that their order in the pass is not their number.
    const every = plan.source.type === 'video' ? (plan.viewEvery ?? 1) : 1
    const wanted = every > 1 ? `select=not(mod(n+${plan.from}\\,${every})),` : ''
    const filters = `${wanted}scale=${width}:${height}:flags=area+${EXACT},format=${PLANES}`
    const finish = packedRgb(width * height)
    tracks.push({ fills: 'view', filters, coding: RAW, bytes: width * height * 3, every, finish })
  }
  // Something has to tell of each frame.
  if (tracks.every(({ every }) => every > 1))
    tracks.push({ fills: 'nothing', filters: 'scale=2:2,format=gray', coding: RAW, bytes: 4, every: 1 })
  return tracks
}

/** The model's input. Where something is done before the resize, or ffmpeg has not its filter, it hands over the whole crop. */
function inputTrack({ width, height }: DecodePlan, input: InputRecipe): Track {
  const { resize } = input
  const seen = seenRect(input, width, height)
  const crop = input.crop ? `crop=${seen.width}:${seen.height}:${seen.x}:${seen.y}:exact=1,` : ''
  const made = ({ width, height }: Size, scaler: string, finish: NonNullable<Track['finish']>): Track => ({
    fills: 'input',
    filters: `${crop}scale=${width}:${height}:flags=${scaler}+${EXACT},format=${PLANES}`,
    coding: RAW,
    bytes: width * height * 3,
    every: 1,
    finish
  })
  if (input.beforeResize?.length) return made(seen, SCALERS.bilinear, stepsAndResize(seen, input))
  if (resize.filter === 'cv2-linear') return made(seen, SCALERS.bilinear, twoPixelResize(seen, resize))
  return made(resize, SCALERS[resize.filter], packedRgb(resize.width * resize.height))
}

/** Does of a whole crop what the recipe does before and in its resize. */
function stepsAndResize(
  { width, height }: Size,
  { beforeResize = [], resize }: InputRecipe
): NonNullable<Track['finish']> {
  const packed = packedRgb(width * height)
  return (planes, memory) => {
    const { data } = resized(runSteps({ data: packed(planes), width, height, channels: 3 }, beforeResize), resize)
    const out = memory(data.length)
    out.set(data)
    return out
  }
}

/**
 * The filter graph of a pass. Every decoded frame is logged with its time (`showinfo`) and set upright; those from
 * `skip` on go to each track as [o0], [o1], … with their order as their time, so that odd times in the source cannot make
 * the muxer drop or move one. `reinit_filter 0` and the scale to the source's size keep one graph, and one count, when
 * the picture size changes half-way. Single pictures keep their own numbers: where the pixels of one are kept in another
 * way (grey among colours), ffmpeg builds the graph anew and would count from 0 again.
 */
export function filterGraph(
  plan: DecodePlan,
  tracks: readonly Track[],
  { skip, upright, numbered }: Pick<PassInput, 'skip' | 'upright' | 'numbered'>
): string {
  const ins = tracks.map((_, i) => `[t${i}]`).join('')
  const wanted = skip > 0 ? `select=gte(n\\,${skip}),` : ''
  const track = plan.source.type === 'video' ? (plan.source.track ?? 0) : 0
  const whole = `[0:V:${track}]showinfo=checksum=0,${upright}scale=${plan.width}:${plan.height},${wanted}settb=1/1000,${numbered ? '' : 'setpts=N,'}split=${tracks.length}${ins}`
  return [whole, ...tracks.map(({ filters }, i) => `[t${i}]${filters}[o${i}]`)].join(';')
}

/** Bytes of finished frames that ffmpeg may hold ready while the receiver is busy with earlier ones. */
const READY_BYTES = 24 * 2 ** 20
const READY_FRAMES = 64

/** The options that turn the graph's outputs into one Matroska stream on standard output, written by its own thread. */
export function outputOptions(tracks: readonly Track[], everyFrameOnce: readonly string[]): string[] {
  const streams = tracks.flatMap(({ coding }, i) => {
    const [codec = '', ...options] = coding
    return ['-map', `[o${i}]`, `-c:${i}`, codec, ...options.map((o) => (o === '-q:v' ? `-q:${i}` : o))]
  })
  const frameBytes = tracks.reduce((sum, { bytes }) => sum + bytes, 0)
  const ready = Math.max(2, Math.min(READY_FRAMES, Math.floor(READY_BYTES / frameBytes))) * tracks.length
  // One thread an encoder: JPEG takes 1 ms a frame, and its threads would delay frames against the other outputs.
  const muxer = ['-f', 'fifo', '-fifo_format', 'matroska', '-queue_size', String(ready)]
  const format = ['-format_opts', 'allow_raw_vfw=1:write_crc32=0']
  return [...streams, '-threads', '1', ...everyFrameOnce, '-enc_time_base', '1:1000', ...muxer, ...format, 'pipe:1']
}
