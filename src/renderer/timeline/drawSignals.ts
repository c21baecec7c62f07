import { drawCurve } from './drawCurve.ts'
import { yOf, type Band } from './layout.ts'
import type { Surface } from './surface.ts'
import type { SignalTrack } from './tracks.ts'

/** Draws the signals that a person chose, each in its own band on its own scale, with a line at 0 where that is in it. */
export function drawSignals(surface: Surface, signals: readonly SignalTrack[], bands: readonly Band[]): void {
  const { context, width, palette } = surface
  signals.forEach(({ values, low, high }, i) => {
    const band = bands[i]
    if (!band) return
    if (low < 0 && high > 0) {
      context.fillStyle = palette.line
      context.fillRect(0, Math.round(yOf(0, low, high, band)), width, 1)
    }
    drawCurve(surface, values, low, high, band, palette.soft, 1.25)
  })
}
