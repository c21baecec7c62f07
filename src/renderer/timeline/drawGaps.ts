import { xOfTime } from './geometry.ts'
import type { Surface } from './surface.ts'

/** Gaps narrower than this are not to be seen. */
const least = 3
const hatch = 6

/** Hatches the stretches of time in which no frame was taken, from `top` down. */
export function drawGaps({ context, width, height, view, palette }: Surface, top: number): void {
  const { gaps, at, end } = view.times
  context.save()
  context.strokeStyle = palette.lineStrong
  context.lineWidth = 1
  for (const frame of gaps) {
    const left = xOfTime(end(frame), view, width)
    const right = xOfTime(at(frame + 1), view, width)
    if (right < 0 || left > width || right - left < least) continue
    context.save()
    context.beginPath()
    context.rect(left, top, right - left, height - top)
    context.clip()
    context.beginPath()
    const from = Math.max(left, -height) - height
    for (let x = from - (from % hatch); x < Math.min(right, width); x += hatch) {
      context.moveTo(x, height)
      context.lineTo(x + height - top, top)
    }
    context.globalAlpha = 0.6
    context.stroke()
    context.restore()
  }
  context.restore()
}
