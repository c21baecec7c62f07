import { clock } from '../words.ts'
import { envelope } from './envelope.ts'
import { xOfFrame, type View } from './geometry.ts'
import { layoutOf, yOf, type Band } from './layout.ts'
import type { Palette } from './palette.ts'
import { ticks } from './ticks.ts'
import type { Curve, Tracks } from './tracks.ts'

export interface Surface {
  context: CanvasRenderingContext2D
  /** CSS pixels. */
  width: number
  height: number
  view: View
  palette: Palette
}

/** Draws all tracks: everything of the timeline but the playhead. */
export function drawTracks(surface: Surface, tracks: Tracks): void {
  const { context, width, height, palette } = surface
  const layout = layoutOf(height)
  context.clearRect(0, 0, width, height)
  context.font = palette.font
  context.textBaseline = 'middle'
  drawAxis(surface, tracks, layout.axis)
  for (const band of [layout.events, layout.steering, layout.attention]) {
    context.fillStyle = palette.track
    context.fillRect(0, band.top, width, band.height)
  }
  drawEvents(surface, tracks, layout.events, layout.attention.top + layout.attention.height)
  drawSteering(surface, tracks, layout.steering)
  drawAttention(surface, tracks, layout.attention)
  drawNotDone(surface, tracks, layout.events.top)
}

function drawAxis(surface: Surface, tracks: Tracks, band: Band): void {
  const { context, width, height, view, palette } = surface
  context.textAlign = 'center'
  for (const { frame, seconds } of ticks(view, tracks.times, width)) {
    const x = Math.round(xOfFrame(frame, view, width)) + 0.5
    context.fillStyle = palette.line
    context.fillRect(x - 0.5, band.top + band.height - 4, 1, height)
    context.fillStyle = palette.faint
    const digits = seconds % 1 === 0 ? 0 : 1
    if (x > 12 && x < width - 12) context.fillText(clock(seconds, digits), x, band.top + 9)
  }
  context.fillStyle = palette.lineStrong
  for (const { first, last } of tracks.loaded) {
    const left = xOfFrame(first - 0.5, view, width)
    context.fillRect(left, band.top + band.height - 2, xOfFrame(last + 0.5, view, width) - left, 2)
  }
}

function drawEvents(surface: Surface, tracks: Tracks, band: Band, bottom: number): void {
  const { context, width, view, palette } = surface
  for (const event of tracks.events) {
    const left = xOfFrame(event.first - 0.5, view, width)
    const right = Math.max(left + 3, xOfFrame(event.last + 0.5, view, width))
    if (right < 0 || left > width) continue
    const dismissed = event.verdict === 'dismissed'
    const current = event.id === tracks.current
    context.fillStyle = dismissed ? palette.faint : palette.event
    context.globalAlpha = dismissed ? 0.04 : current ? 0.14 : 0.07
    context.fillRect(left, band.top, right - left, bottom - band.top)
    context.globalAlpha = dismissed ? 0.4 : current ? 1 : 0.75
    context.beginPath()
    context.roundRect(left, band.top + 3, right - left, band.height - 6, 3)
    if (event.verdict === 'open') {
      context.lineWidth = 1.5
      context.strokeStyle = palette.event
      context.globalAlpha *= 0.55
      context.fill()
      context.globalAlpha = current ? 1 : 0.8
      context.stroke()
    } else context.fill()
    context.globalAlpha = 1
    context.fillStyle = palette.text
    const worst = xOfFrame(event.worst, view, width)
    context.fillRect(Math.round(worst) - 0.5, band.top + 5, 1.5, band.height - 10)
  }
}

function drawSteering(surface: Surface, tracks: Tracks, band: Band): void {
  const { context, width, palette } = surface
  const { recorded, predicted } = tracks.steeringRange
  context.fillStyle = palette.line
  context.fillRect(0, Math.round(band.top + band.height / 2), width, 1)
  drawCurve(surface, tracks.recorded, -recorded * 1.08, recorded * 1.08, band, palette.soft, 1.25)
  drawCurve(surface, tracks.predicted, -predicted * 1.08, predicted * 1.08, band, palette.accent, 1.5)
}

function drawAttention(surface: Surface, tracks: Tracks, band: Band): void {
  const { context, width, palette } = surface
  drawCurve(surface, tracks.attention, 0, tracks.attentionTop, band, palette.good, 1.5)
  if (!tracks.thresholds) return
  for (const [value, dash] of [
    [tracks.thresholds.enter, [4, 3]],
    [tracks.thresholds.leave, [1, 3]]
  ] as const) {
    const y = Math.round(yOf(value, 0, tracks.attentionTop, band)) + 0.5
    context.strokeStyle = palette.event
    context.lineWidth = 1
    context.setLineDash([...dash])
    context.beginPath()
    context.moveTo(0, y)
    context.lineTo(width, y)
    context.stroke()
    context.setLineDash([])
  }
}

/** Frames without results yet are dimmed. */
function drawNotDone(surface: Surface, tracks: Tracks, top: number): void {
  const { context, width, height, view, palette } = surface
  const left = Math.max(0, xOfFrame(tracks.done - 0.5, view, width))
  if (tracks.done >= tracks.times.count || left >= width) return
  context.globalAlpha = 0.5
  context.fillStyle = palette.line
  context.fillRect(left, top, width - left, height - top)
  context.globalAlpha = 1
  context.fillStyle = palette.accent
  context.fillRect(left, top, 1.5, height - top)
}

/** A line through the values; many frames in one pixel column become a stroke from the lowest to the highest. */
function drawCurve(
  { context, width, view }: Surface,
  curve: Curve,
  low: number,
  high: number,
  band: Band,
  colour: string,
  thickness: number
): void {
  context.strokeStyle = colour
  context.lineWidth = thickness
  context.lineJoin = 'round'
  context.beginPath()
  let open = false
  const point = (x: number, value: number) => {
    const y = yOf(value, low, high, band)
    if (open) context.lineTo(x, y)
    else context.moveTo(x, y)
    open = true
  }
  if (view.last - view.first <= width) {
    const end = Math.min(curve.length, Math.ceil(view.last) + 1)
    for (let frame = Math.max(0, Math.floor(view.first) - 1); frame < end; frame++) {
      const value = curve[frame]
      if (value === null || value === undefined) open = false
      else point(xOfFrame(frame, view, width), value)
    }
  } else {
    const columns = Math.floor(width)
    const { low: lowest, high: highest } = envelope(curve, view, columns)
    for (let x = 0; x < columns; x++) {
      if (Number.isNaN(lowest[x])) open = false
      else {
        point(x + 0.5, lowest[x]!)
        point(x + 0.5, highest[x]!)
      }
    }
  }
  context.stroke()
}
