import type { FrameRange } from '../../shared/recording.ts'
import { drawCurve } from '../timeline/drawCurve.ts'
import { drawGaps } from '../timeline/drawGaps.ts'
import { xOfRange, xOfTime } from '../timeline/geometry.ts'
import type { Band } from '../timeline/layout.ts'
import type { Surface } from '../timeline/surface.ts'
import { ticks } from '../timeline/ticks.ts'
import type { Curve } from '../timeline/tracks.ts'
import { clock } from '../shell/words.ts'

/** A run as the timeline of several draws it. */
export interface RunTrack {
  colour: string
  predicted: Curve
  /** The largest steering that its curve shows, in its unit. */
  range: number
  share: Curve
  /** Stretches in which attention had left the lanes. */
  left: readonly FrameRange[]
}

export interface CompareTracks {
  runs: readonly RunTrack[]
  /** Left-positive; empty where the recording has no steering. */
  recorded: Curve
  recordedRange: number
  /** The steering of the first of a pair less that of the second; empty where it cannot be told. */
  apart: Curve
  apartRange: number
}

export interface CompareLayout {
  axis: Band
  pictures: Band
  /** One thin row a run. */
  left: Band
  steering: Band
  apart: Band
  share: Band
}

const gap = 6
const rowHeight = 8

/** Divides the height among the tracks; what is left over goes to the curves. */
export function compareLayout(height: number, runs: number): CompareLayout {
  const axis = { top: 0, height: 22 }
  const pictures = { top: 24, height: 34 }
  const left = { top: pictures.top + pictures.height + gap, height: runs * rowHeight + 4 }
  const from = left.top + left.height + gap
  const curves = Math.max(60, height - from - 2 * gap)
  const steering = { top: from, height: Math.round(curves * 0.44) }
  const apart = { top: steering.top + steering.height + gap, height: Math.round(curves * 0.26) }
  const share = { top: apart.top + apart.height + gap, height: curves - steering.height - apart.height }
  return { axis, pictures, left, steering, apart, share }
}

/** Draws everything of the timeline of several runs but the playhead. */
export function drawCompareTracks(surface: Surface, tracks: CompareTracks): void {
  const { context, width, height, palette } = surface
  const layout = compareLayout(height, tracks.runs.length)
  context.clearRect(0, 0, width, height)
  drawAxis(surface, layout.axis)
  for (const band of [layout.left, layout.steering, layout.apart, layout.share]) {
    context.fillStyle = palette.track
    context.fillRect(0, band.top, width, band.height)
  }
  tracks.runs.forEach(({ left, colour }, row) => drawLeft(surface, left, colour, layout.left.top + 2 + row * rowHeight))
  for (const band of [layout.steering, layout.apart]) {
    context.fillStyle = palette.line
    context.fillRect(0, Math.round(band.top + band.height / 2), width, 1)
  }
  const { recorded, recordedRange, apart, apartRange } = tracks
  drawCurve(surface, recorded, -recordedRange, recordedRange, layout.steering, palette.soft, 1.25)
  for (const { predicted, range, colour } of tracks.runs)
    drawCurve(surface, predicted, -range, range, layout.steering, colour, 1.4)
  drawCurve(surface, apart, -apartRange, apartRange, layout.apart, palette.text, 1.25)
  for (const { share, colour } of tracks.runs) drawCurve(surface, share, 0, 1, layout.share, colour, 1.4)
  drawGaps(surface, layout.pictures.top)
}

function drawAxis({ context, width, height, view, palette }: Surface, band: Band): void {
  context.font = palette.font
  context.textBaseline = 'middle'
  context.textAlign = 'center'
  for (const seconds of ticks(view, width)) {
    const x = Math.round(xOfTime(seconds, view, width)) + 0.5
    context.fillStyle = palette.line
    context.fillRect(x - 0.5, band.top + band.height - 4, 1, height)
    context.fillStyle = palette.faint
    if (x > 12 && x < width - 12) context.fillText(clock(seconds, seconds % 1 === 0 ? 0 : 1), x, band.top + 9)
  }
}

function drawLeft({ context, width, view }: Surface, left: readonly FrameRange[], colour: string, top: number): void {
  context.fillStyle = colour
  for (const stretch of left) {
    const { left: x, right } = xOfRange(stretch, view, width)
    if (right < 0 || x > width) continue
    context.fillRect(x, top + 1, Math.max(1.5, right - x), rowHeight - 2)
  }
}
