import { z } from 'zod'
import { CorridorLook } from './corridorLook.ts'
import { BLOCKS, createGlance } from './glance.ts'
import { roadChroma } from './roadChroma.ts'
import { createRowRidges } from './rowRidges.ts'
import { linkStrokes } from './strokes.ts'

/** Raised with every change of what the detector finds: older evidence and regions are then computed again. */
export const detectorVersion = 8

/** What one frame shows of the lane; small, and all that the detector keeps of a frame. */
export const LaneEvidence = z.object({
  /** Size of the view it was found in, and pixels between scanned rows. */
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  rowStep: z.number().int().positive(),
  /** Its glance in base64; see glance.ts. */
  glance: z.base64().length(Math.ceil(BLOCKS / 3) * 4),
  strokes: z.array(
    z.object({
      /** Scanned row of its lowest end, counted from the bottom row. */
      from: z.number().int().min(0),
      /** Percent. */
      strength: z.number().int().min(0).max(100),
      /** Tenths of a pixel, one a scanned row upwards. */
      x: z.array(z.number().int())
    })
  ),
  /** What the corridor network says of it; null where it was not asked. */
  corridor: CorridorLook.nullable()
})
export type LaneEvidence = z.infer<typeof LaneEvidence>

export interface LaneDetector {
  /** Looks for lane markings in one picture, RGB [height, width, 3], 8 bit. Knows nothing of other frames. */
  frame(rgb: Uint8Array): LaneEvidence
}

/** Rows above this part of the picture are never road. */
const TOP = 0.22

/** A detector for pictures of one size; some 320 pixels of width are enough. */
export function createLaneDetector({ width, height }: { width: number; height: number }): LaneDetector {
  const rowRidges = createRowRidges(width)
  const glanceAt = createGlance(width, height)
  const rowStep = Math.max(1, Math.round(height / 90))
  return {
    frame: (rgb) => {
      if (rgb.length !== width * height * 3)
        throw new RangeError(`${rgb.length} bytes are not a ${width}x${height} picture`)
      const road = roadChroma(rgb, width, height)
      const rows = []
      for (let y = height - 1; y >= TOP * height; y -= rowStep) rows.push(rowRidges(rgb, y, road))
      const strokes = linkStrokes(rows, width).map(({ from, x, strength }) => ({
        from,
        strength: Math.round(strength * 100),
        x: x.map((value) => Math.round(value * 10))
      }))
      return { width, height, rowStep, glance: Buffer.from(glanceAt(rgb)).toString('base64'), strokes, corridor: null }
    }
  }
}
