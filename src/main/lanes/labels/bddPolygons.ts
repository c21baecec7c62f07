import { z } from 'zod'
import { InputError } from '../../../shared/errors.ts'
import type { Polygon } from '../../../shared/lanes.ts'
import { egoLane } from './egoLane.ts'
import type { FrameLabel, LabelledLane, Size } from './frameLabel.ts'
import { labelSize, type PixelLine, unitLine } from './labelSize.ts'
import { thinned } from './thinned.ts'

const Poly2d = z.object({
  vertices: z.array(z.tuple([z.number(), z.number()])).min(1),
  /** L: a corner; C: two controls and the end of a cubic Bézier curve, three in a row. */
  types: z.string(),
  closed: z.boolean().nullish()
})
const Label = z.looseObject({
  category: z.string(),
  attributes: z.record(z.string(), z.unknown()).nullish(),
  poly2d: z.array(Poly2d).nullish()
})
const Frame = z.looseObject({
  name: z.string().min(1),
  frameIndex: z.number().int().min(0).nullish(),
  labels: z.array(Label).nullish()
})
/** BDD100K's labels in the Scalabel format: a list of pictures, or an object with such a list. */
const BddFile = z.union([z.array(Frame), z.looseObject({ frames: z.array(Frame) }).transform(({ frames }) => frames)])

const DATA_SET: Size = { width: 1280, height: 720 }
/** Steps along a curve. */
const STEPS = 8
/** Vertices that a polygon can have. */
const MOST = 64

/**
 * Labels of BDD100K with poly2d: lane marks along the road, and the area that is driven on directly. The lane is what
 * lies between marks on both sides; without them, the area.
 * @param drive size of the drive's pictures
 * @param file its name, for sentences
 * @throws InputError naming what is wrong in it
 */
export function bddLabels(value: unknown, drive: Size, file: string): FrameLabel[] {
  const read = BddFile.safeParse(value)
  if (!read.success) {
    throw new InputError(`${file} is no list of BDD100K labels; each picture of it has a name and labels with poly2d.`)
  }
  const frames = read.data.map((frame) => {
    const shapes = (frame.labels ?? []).flatMap((label) =>
      (label.poly2d ?? []).map((poly) => ({ label, points: flattened(poly, `${file}, ${frame.name}`) }))
    )
    return {
      frame,
      marks: shapes.filter(({ label }) => isMark(label)).map(({ points }) => points),
      areas: shapes.filter(({ label }) => isDirect(label)).map(({ points }) => points)
    }
  })
  const size = labelSize(
    frames.flatMap(({ marks, areas }) => [...marks, ...areas]),
    drive,
    DATA_SET,
    'BDD100K'
  )
  return frames.map(({ frame: { name, frameIndex }, marks, areas }) => ({
    name,
    ...(frameIndex != null && { frame: frameIndex }),
    lane: egoLane(marks.map((line) => unitLine(line, size))) ?? drivenArea(areas, size)
  }))
}

type BddLabel = z.infer<typeof Label>

function isMark({ category, attributes }: BddLabel): boolean {
  const direction = attributes?.laneDirection ?? attributes?.direction
  const isLane = category === 'lane' || category.startsWith('lane/') || /^(single|double) |^road curb$/.test(category)
  return (
    isLane &&
    direction !== 'vertical' &&
    !/crosswalk/.test(`${category} ${String(attributes?.laneType ?? attributes?.laneTypes)}`)
  )
}

function isDirect({ category, attributes }: BddLabel): boolean {
  if (/^(direct|area\/drivable)$/.test(category)) return true
  return category === 'drivable area' && attributes?.areaType !== 'alternative'
}

/** The area whose lower edge comes nearest to the car. */
function drivenArea(areas: readonly PixelLine[], { width, height }: Size): LabelledLane | null {
  const distance = (area: PixelLine): number =>
    Math.min(...area.map(([x, y]) => Math.hypot(x / width - 0.5, y / height - 1)))
  const nearest = areas.filter((area) => area.length >= 3).sort((a, b) => distance(a) - distance(b))[0]
  if (!nearest) return null
  const outline = unitLine(nearest, { width, height }).map(([x, y]): [number, number] => [x, y])
  const polygon: Polygon = thinned(outline, MOST)
  return { polygon, confidence: 1 }
}

/** Corners and points along the curves, in pixels. */
function flattened({ vertices, types, closed }: z.infer<typeof Poly2d>, where: string): PixelLine {
  if (types.length !== vertices.length || /[^LC]/.test(types))
    throw new InputError(
      `${where}: the types '${types.slice(0, 20)}' do not fit ${vertices.length} vertices; the label is damaged.`
    )
  const ring = closed ? [...vertices, vertices[0]!] : vertices
  const points: [number, number][] = [ring[0]!]
  for (let i = 1; i < ring.length;) {
    const isCurve = types[i] === 'C' && i + 2 < ring.length
    if (isCurve) {
      for (let step = 1; step <= STEPS; step++)
        points.push(bezier(ring[i - 1]!, ring[i]!, ring[i + 1]!, ring[i + 2]!, step / STEPS))
      i += 3
    } else points.push(ring[i++]!)
  }
  return closed ? points.slice(0, -1) : points
}

type Point = [x: number, y: number]

function bezier(a: Point, b: Point, c: Point, d: Point, t: number): Point {
  const s = 1 - t
  const at = (axis: 0 | 1): number =>
    s ** 3 * a[axis] + 3 * s * s * t * b[axis] + 3 * s * t * t * c[axis] + t ** 3 * d[axis]
  return [at(0), at(1)]
}
