import { decodeFrames } from '../../src/main/decode/decodeFrames.ts'
import { runFfmpeg } from '../../src/main/decode/ffmpeg.ts'
import { viewSize } from '../../src/main/decode/sizes.ts'
import type { Polygon } from '../../src/shared/lanes.ts'

/** The outlines of one frame's lane: as the detector has it, red, and as the lane model has it, green. */
export interface FrameOutlines {
  detected: Polygon | null
  marked: Polygon | null
}

const WIDTH = 640
const [COLUMNS, ROWS] = [3, 2]
const RED = [255, 0, 60] as const
const GREEN = [0, 210, 90] as const

/** Draws the outlines into six pictures of a video, from its beginning to its end, on one PNG sheet. */
export async function drawBoundaries(
  file: string,
  video: { file: string; width: number; height: number },
  outlines: readonly FrameOutlines[]
): Promise<void> {
  const { width, height } = viewSize(video, WIDTH)
  const chosen = Array.from({ length: COLUMNS * ROWS }, (_, i) =>
    Math.round((i * (outlines.length - 1)) / (COLUMNS * ROWS - 1))
  )
  const sheet = new Uint8Array(width * COLUMNS * height * ROWS * 3)
  const source = { type: 'video' as const, file: video.file }
  const plan = { source, width: video.width, height: video.height, from: 0, input: null, pictureWidth: null }
  const never = new AbortController().signal
  for await (const { frame, view } of decodeFrames({ ...plan, viewWidth: WIDTH }, never)) {
    const place = chosen.indexOf(frame)
    if (place < 0 || !view) continue
    const picture = { rgb: view, width, height }
    const { detected, marked } = outlines[frame]!
    if (marked) drawOutline(picture, marked, GREEN)
    if (detected) drawOutline(picture, detected, RED)
    const [left, top] = [(place % COLUMNS) * width, Math.floor(place / COLUMNS) * height]
    for (let y = 0; y < height; y++)
      sheet.set(view.subarray(y * width * 3, (y + 1) * width * 3), ((top + y) * width * COLUMNS + left) * 3)
  }
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${width * COLUMNS}x${height * ROWS}`, '-i', 'pipe:0']
  const { status, lines } = await runFfmpeg(['-y', ...raw, '-frames:v', '1', file], never, sheet)
  if (status !== 0) throw new Error(`ffmpeg failed: ${lines.at(-1)}`)
}

interface Picture {
  rgb: Uint8Array
  width: number
  height: number
}

function drawOutline(picture: Picture, polygon: Polygon, colour: readonly number[]): void {
  polygon.forEach((from, i) => drawLine(picture, from, polygon[(i + 1) % polygon.length]!, colour))
}

/** Points less than a pixel apart; what lies outside the picture is left out. */
function drawLine(
  { rgb, width, height }: Picture,
  from: readonly [number, number],
  to: readonly [number, number],
  colour: readonly number[]
): void {
  const [across, down] = [(to[0] - from[0]) * width, (to[1] - from[1]) * height]
  const steps = Math.ceil(Math.max(Math.abs(across), Math.abs(down), 1))
  for (let step = 0; step <= steps; step++) {
    const x = Math.floor(from[0] * width + (across * step) / steps)
    const y = Math.floor(from[1] * height + (down * step) / steps)
    if (x >= 0 && x < width && y >= 0 && y < height) rgb.set(colour, (y * width + x) * 3)
  }
}
