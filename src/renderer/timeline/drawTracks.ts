import { clock } from '../shell/words.ts'
import { drawCurve } from './drawCurve.ts'
import { drawGaps } from './drawGaps.ts'
import { drawSignals } from './drawSignals.ts'
import { xOfFrame, xOfRange, xOfTime } from './geometry.ts'
import { layoutOf, yOf, type Band } from './layout.ts'
import type { Surface } from './surface.ts'
import { ticks } from './ticks.ts'
import type { Tracks } from './tracks.ts'

/** Draws all tracks: everything of the timeline but the playhead. */
export function drawTracks(surface: Surface, tracks: Tracks): void {
  const { context, width, height, palette } = surface
  const layout = layoutOf(height, tracks.signals.length)
  context.clearRect(0, 0, width, height)
  context.font = palette.font
  context.textBaseline = 'middle'
  drawAxis(surface, tracks, layout.axis)
  for (const band of [layout.events, layout.steering, layout.attention, ...layout.signals]) {
    context.fillStyle = palette.track
    context.fillRect(0, band.top, width, band.height)
  }
  drawEvents(surface, tracks, layout.events, layout.attention.top + layout.attention.height)
  drawSteering(surface, tracks, layout.steering)
  drawAttention(surface, tracks, layout.attention)
  drawSignals(surface, tracks.signals, layout.signals)
  drawGaps(surface, layout.pictures.top)
  drawNotDone(surface, tracks, layout.events.top)
}

function drawAxis(surface: Surface, tracks: Tracks, band: Band): void {
  const { context, width, height, view, palette } = surface
  context.textAlign = 'center'
  for (const seconds of ticks(view, width)) {
    const x = Math.round(xOfTime(seconds, view, width)) + 0.5
    context.fillStyle = palette.line
    context.fillRect(x - 0.5, band.top + band.height - 4, 1, height)
    context.fillStyle = palette.faint
    const digits = seconds % 1 === 0 ? 0 : 1
    if (x > 12 && x < width - 12) context.fillText(clock(seconds, digits), x, band.top + 9)
  }
  context.fillStyle = palette.lineStrong
  for (const range of tracks.loaded) {
    const { left, right } = xOfRange(range, view, width)
    context.fillRect(left, band.top + band.height - 2, right - left, 2)
  }
}

function drawEvents(surface: Surface, tracks: Tracks, band: Band, bottom: number): void {
  const { context, width, view, palette } = surface
  for (const event of tracks.events) {
    const { left, right: end } = xOfRange(event, view, width)
    const right = Math.max(left + 3, end)
    if (right < 0 || left > width) continue
    const dismissed = event.verdict === 'dismissed'
    const current = event.id === tracks.current
    const colour = palette.kinds[event.kind]
    context.fillStyle = dismissed ? palette.faint : colour
    context.globalAlpha = dismissed ? 0.04 : current ? 0.14 : 0.07
    context.fillRect(left, band.top, right - left, bottom - band.top)
    context.globalAlpha = dismissed ? 0.4 : current ? 1 : 0.75
    context.beginPath()
    context.roundRect(left, band.top + 3, right - left, band.height - 6, 3)
    if (event.verdict === 'open') {
      context.lineWidth = 1.5
      context.strokeStyle = colour
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
  const left = Math.max(0, xOfTime(view.times.at(tracks.done), view, width))
  if (tracks.done >= view.times.count || left >= width) return
  context.globalAlpha = 0.5
  context.fillStyle = palette.line
  context.fillRect(left, top, width - left, height - top)
  context.globalAlpha = 1
  context.fillStyle = palette.accent
  context.fillRect(left, top, 1.5, height - top)
}
