import type { LaneEvidence } from './detect.ts'
import type { PaintPoints } from './roadShape.ts'

/** A stroke that is as high as this part of the picture counts fully; grain, leaves and cars make shorter ones. */
const LONG = 0.09

/** The paint that a look shows, as the road's shape is found from it. */
export function pointsOf(look: LaneEvidence | null): PaintPoints | null {
  if (!look) return null
  const { width, height, rowStep, strokes } = look
  const count = strokes.reduce((sum, stroke) => sum + stroke.x.length, 0)
  const points = {
    x: new Float32Array(count),
    y: new Float32Array(count),
    strength: new Float32Array(count),
    weight: new Float32Array(count),
    rowStep: rowStep / height
  }
  let i = 0
  for (const stroke of strokes)
    stroke.x.forEach((x, row) => {
      points.x[i] = x / 10 / width
      points.y[i] = (height - 0.5 - (stroke.from + row) * rowStep) / height
      points.strength[i] = stroke.strength / 100
      points.weight[i] = points.strength[i]! ** 2 * Math.min(1, (stroke.x.length * rowStep) / (LONG * height))
      i++
    })
  return points
}
