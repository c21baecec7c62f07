import { z } from 'zod'
import { CORRIDOR_MARGIN, type LaneRegion } from '../../shared/lanes.ts'
import { betweenLooks, type FoundLane, lookEvery } from './betweenLooks.ts'
import { corridorPolygon } from './corridor.ts'
import { smoothingPasses, type SmoothingStep } from './gridSmoother.ts'
import { BLOCKS, createGlance } from './glance.ts'
import { distinctLooks, type Looks, stepsBetween } from './heldLooks.ts'
import { laneBoundaries } from './laneBoundaries.ts'
import { roadOverDrive } from './roadOverDrive.ts'
import { roadChroma } from './roadChroma.ts'
import type { PaintPoints } from './roadShape.ts'
import { createRowRidges } from './rowRidges.ts'
import { linkStrokes } from './strokes.ts'

/** Raised with every change of what the detector finds: older evidence and regions are then computed again. */
export const detectorVersion = 6

/** What one frame shows of lane markings; small, and all that the detector keeps of a frame. */
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
  )
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
      return { width, height, rowStep, glance: Buffer.from(glanceAt(rgb)).toString('base64'), strokes }
    }
  }
}

/** One a frame, made as they are taken. */
type Regions = Iterable<LaneRegion | null>

/**
 * Where the ego lane is in every frame of a drive, from the evidence of all its frames: the shape of the road, then
 * the lane's boundaries on it, both smoothed over time in both directions. Regions of any confidence are given;
 * a rule says below which confidence a frame has none. Pictures that are held still are one look, however long they are
 * held. null where the drive shows no markings at all.
 *
 * @param evidence one a frame; only those of every `lookEvery(rate)`-th are looked at, and null is one without a picture
 * @param rate frames a second
 * @param margin lane widths by which regions are widened on each side; 0 ends them at the middle of the paint
 */
export function smoothLanes(
  evidence: readonly (LaneEvidence | null)[],
  rate: number,
  margin = CORRIDOR_MARGIN
): (LaneRegion | null)[] {
  const steps = smoothLanesInSteps(evidence, rate, margin)
  for (;;) {
    const { done, value } = steps.next()
    if (done) return [...value]
  }
}

/** As `smoothLanes`, in steps of about half a second: yields how much of the work is done, 0..1. */
export function* smoothLanesInSteps(
  evidence: readonly (LaneEvidence | null)[],
  rate: number,
  margin = CORRIDOR_MARGIN
): Generator<number, Regions> {
  const every = lookEvery(rate)
  const looks = evidence.filter((_, frame) => frame % every === 0)
  const first = looks.find((look) => look !== null)
  if (!first) return evidence.map(() => null)
  const distinct = distinctLooks(looks.map((look) => look && Buffer.from(look.glance, 'base64')))
  const seen: Looks = {
    points: distinct.firsts.map((first) => pointsOf(looks[first] ?? null)),
    steps: stepsBetween(distinct),
    rate: rate / every
  }
  const road = yield* parts(roadOverDrive(seen), seen.points.length)
  if (!road) return evidence.map(() => null)
  const lanes = yield* parts(laneBoundaries(seen, road.shapes, first.height / first.width), seen.points.length)
  const found = Array.from(distinct.of, (look) => ({ shape: road.shapes[look]!, lane: lanes[look]! }))
  return regions(found, { frames: evidence.length, every, certainty: road.certainty, margin })
}

function* regions(
  found: readonly FoundLane[],
  { frames, every, certainty, margin }: { frames: number; every: number; certainty: number; margin: number }
): Regions {
  for (let frame = 0; frame < frames; frame++) {
    const { shape, lane } = betweenLooks(found, frame / every)
    yield { polygon: corridorPolygon(shape, lane, margin), confidence: lane.confidence * certainty, source: 'detected' }
  }
}

/** Each pass counts the same. */
function* parts<T>(steps: Generator<SmoothingStep, T>, frames: number): Generator<number, T> {
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
    yield (smoothingPasses.indexOf(value.pass) + value.done / frames) / smoothingPasses.length
  }
}

/** A stroke that is as high as this part of the picture counts fully; grain, leaves and cars make shorter ones. */
const LONG = 0.09

function pointsOf(look: LaneEvidence | null): PaintPoints | null {
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
