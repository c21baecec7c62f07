import { curvePieces } from './curvePieces.ts'
import { yOf, type Band } from './layout.ts'
import type { Surface } from './surface.ts'
import type { Curve } from './tracks.ts'

/** A line through the values; many frames in one pixel column become a stroke from the lowest to the highest. */
export function drawCurve(
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
  for (const piece of curvePieces(curve, view, width)) {
    piece.forEach(({ x, low: lowest, high: highest }, i) => {
      if (i === 0) context.moveTo(x, yOf(lowest, low, high, band))
      else context.lineTo(x, yOf(lowest, low, high, band))
      if (highest !== lowest) context.lineTo(x, yOf(highest, low, high, band))
    })
    // A value between two gaps is a dot.
    if (piece.length === 1) context.lineTo(piece[0]!.x + 1, yOf(piece[0]!.high, low, high, band))
  }
  context.stroke()
}
