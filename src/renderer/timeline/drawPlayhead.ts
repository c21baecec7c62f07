import { xOfFrame, xOfRange } from './geometry.ts'
import type { Surface } from './surface.ts'

/** Draws what moves with every frame: the playhead, the frame under the pointer and the marked frames. */
export function drawPlayhead(
  { context, width, height, view, palette }: Surface,
  frame: number,
  pointed: number | null,
  marked: { first: number; last: number } | null
): void {
  context.clearRect(0, 0, width, height)
  if (marked) {
    const { left, right } = xOfRange(marked, view, width)
    context.fillStyle = palette.accent
    context.globalAlpha = 0.18
    context.fillRect(left, 0, right - left, height)
    context.globalAlpha = 1
  }
  if (pointed !== null) {
    context.fillStyle = palette.lineStrong
    context.fillRect(Math.round(xOfFrame(pointed, view, width)), 0, 1, height)
  }
  const x = xOfFrame(frame, view, width)
  const extent = xOfRange({ first: frame, last: frame }, view, width)
  if (extent.right - extent.left > 4) {
    context.fillStyle = palette.text
    context.globalAlpha = 0.1
    context.fillRect(extent.left, 22, extent.right - extent.left, height - 22)
    context.globalAlpha = 1
  }
  context.fillStyle = palette.text
  context.fillRect(Math.round(x) - 0.75, 14, 1.5, height - 14)
  context.beginPath()
  context.moveTo(x - 5, 12)
  context.lineTo(x + 5, 12)
  context.lineTo(x + 5, 16)
  context.lineTo(x, 21)
  context.lineTo(x - 5, 16)
  context.closePath()
  context.fill()
}
