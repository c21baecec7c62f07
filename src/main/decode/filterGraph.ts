import type { Recipe } from '../../shared/recipe.ts'
import { seenRect } from '../../shared/recipe.ts'
import type { DecodePlan } from './decode.ts'
import { pictureSize, viewSize } from './sizes.ts'

/** One output of the pass: which field of a decoded frame it fills, its branch of the graph, how it is coded. */
export interface Track {
  fills: 'input' | 'picture' | 'view' | 'nothing'
  filters: string
  coding: string[]
  /** About how many bytes a frame of it takes. */
  bytes: number
}

/** ffmpeg's names of the recipe's filters. All but `nearest` take in every pixel when they shrink a picture. */
const SCALERS = { bilinear: 'bilinear', area: 'area', bicubic: 'bicubic', nearest: 'neighbor' } satisfies Record<
  Recipe['resize']['filter'],
  string
>

/** Rounding that does not depend on the processor, so that a drive gives the same pixels everywhere. */
const EXACT = 'accurate_rnd+full_chroma_int+bitexact'
/** JPEG quality on ffmpeg's scale from 2 (best) to 31; at 640x360 real roads take 20 to 40 KB. */
const QUALITY = 3
const RAW = ['rawvideo']

/** The outputs that a plan asks for, at least one. */
export function tracksOf(plan: DecodePlan): Track[] {
  const tracks: Track[] = []
  if (plan.input) {
    const { width, height, filter } = plan.input.resize
    const seen = seenRect(plan.input, plan.width, plan.height)
    const crop = plan.input.crop ? `crop=${seen.width}:${seen.height}:${seen.x}:${seen.y}:exact=1,` : ''
    const filters = `${crop}scale=${width}:${height}:flags=${SCALERS[filter]}+${EXACT},format=rgb24`
    tracks.push({ fills: 'input', filters, coding: RAW, bytes: width * height * 3 })
  }
  if (plan.pictureWidth !== null) {
    const { width, height } = pictureSize(plan, plan.pictureWidth)
    // JPEG knows one colour matrix, BT.601, and full range; HD video comes in BT.709 and limited range.
    const filters = `scale=${width}:${height}:flags=bilinear+bitexact:out_color_matrix=bt601:out_range=pc,format=yuvj420p`
    tracks.push({ fills: 'picture', filters, coding: ['mjpeg', '-q:v', String(QUALITY)], bytes: width * height * 0.3 })
  }
  if (plan.viewWidth !== null) {
    const { width, height } = viewSize(plan, plan.viewWidth)
    const filters = `scale=${width}:${height}:flags=area+${EXACT},format=rgb24`
    tracks.push({ fills: 'view', filters, coding: RAW, bytes: width * height * 3 })
  }
  if (tracks.length === 0) tracks.push({ fills: 'nothing', filters: 'scale=2:2,format=gray', coding: RAW, bytes: 4 })
  return tracks
}

/**
 * The filter graph of a pass. Every decoded frame is logged with its time (`showinfo`); those from `skip` on go
 * to each track as [o0], [o1], … with their order as their time, so that odd times in the source cannot make the
 * muxer drop or move one. `reinit_filter 0` and the scale to the source's size keep one graph, and one count,
 * when the picture size changes half-way.
 */
export function filterGraph(plan: DecodePlan, tracks: readonly Track[], skip: number): string {
  const ins = tracks.map((_, i) => `[t${i}]`).join('')
  const wanted = skip > 0 ? `select=gte(n\\,${skip}),` : ''
  const whole = `[0:V:0]showinfo=checksum=0,scale=${plan.width}:${plan.height},${wanted}settb=1/1000,setpts=N,split=${tracks.length}${ins}`
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
