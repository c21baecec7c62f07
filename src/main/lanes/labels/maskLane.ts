import type { Polygon } from '../../../shared/lanes.ts'
import type { LabelledLane, Size } from './frameLabel.ts'
import { rowSpan } from '../rowSpan.ts'
import { maskParts, type Mask, type MaskPart } from './maskParts.ts'
import { thinned } from './thinned.ts'

/** Parts of less than this share of the picture are specks. */
const SMALLEST = 0.002
/** Vertices of the outline on each side; both sides and their ends fit into a polygon. */
const VERTICES = 31
/** How near to the picture's middle a part must come to be the one that the car is on, as a share of the width. */
const MIDDLE = 0.1

/**
 * The lane as a mask shows it: the part that the car stands on (the lowest one in the middle of the picture, else the
 * largest), outlined from row to row by its first and last pixel. Holes, as other cars leave them, belong to it.
 *
 * @returns unit coordinates of the mask; the confidence is the overlap (IoU) of the outline with the part; null for an empty mask
 */
export function maskLane(mask: Mask): LabelledLane | null {
  return partLane(maskParts(mask), mask)
}

function partLane(all: readonly MaskPart[], mask: Mask): LabelledLane | null {
  const parts = all.filter(({ area }) => area >= SMALLEST * mask.width * mask.height)
  const part = standsOn(parts, mask) ?? parts[0]
  if (!part) return null
  const spans = rowSpans(part)
  if (spans.length < 2) return null
  const polygon = outline(spans, mask)
  return { polygon, confidence: overlap(polygon, part, mask) }
}

/**
 * As `maskLane`, for a mask that nobody drew: the confidence also falls with what the mask shows elsewhere, for a model
 * that finds the lane in several places does not know where it is.
 */
export function foundLane(mask: Mask): LabelledLane | null {
  const parts = maskParts(mask)
  const lane = partLane(parts, mask)
  if (!lane) return null
  const whole = parts.reduce((sum, { area }) => sum + area, 0)
  const largest = Math.max(...parts.map(({ area }) => area))
  return { ...lane, confidence: lane.confidence * (largest / whole) }
}

function standsOn(parts: readonly MaskPart[], { width }: Size): MaskPart | undefined {
  const lowest = parts.map(({ runs }) =>
    runs.findLast(({ from, to }) => to > (0.5 - MIDDLE) * width && from < (0.5 + MIDDLE) * width)
  )
  const best = lowest.reduce((most, run) => Math.max(most, run?.row ?? -1), -1)
  return best < 0 ? undefined : parts[lowest.findIndex((run) => run?.row === best)]
}

interface Span {
  row: number
  from: number
  to: number
}

/** First and last pixel of each row, from the top down. */
function rowSpans({ runs }: MaskPart): Span[] {
  const spans: Span[] = []
  for (const { row, from, to } of runs) {
    const last = spans.at(-1)
    if (last?.row === row) last.to = Math.max(last.to, to)
    else spans.push({ row, from, to })
  }
  return spans
}

function outline(spans: readonly Span[], { width, height }: Size): Polygon {
  const rows = spans.map(({ row }) => (row + 0.5) / height)
  // The outline ends where the pixels end, not in their middle.
  rows[0] = spans[0]!.row / height
  rows[rows.length - 1] = (spans.at(-1)!.row + 1) / height
  const left = spans.map(({ from }, i): [number, number] => [from / width, rows[i]!])
  const right = spans.map(({ to }, i): [number, number] => [to / width, rows[i]!])
  return [...thinned(left, VERTICES), ...thinned(right, VERTICES).reverse()]
}

/** Intersection over union of the outline and the pixels of the part, row by row at the middle of the pixels. */
function overlap(polygon: Polygon, part: MaskPart, { width, height }: Size): number {
  const covered = new Map<number, [from: number, to: number]>()
  for (let row = 0; row < height; row++) {
    const span = rowSpan(polygon, (row + 0.5) / height)
    if (span) covered.set(row, [span[0] * width, span[1] * width])
  }
  let shared = 0
  let area = 0
  for (const [from, to] of covered.values()) area += to - from
  for (const { row, from, to } of part.runs) {
    const [begin, end] = covered.get(row) ?? [0, 0]
    shared += Math.max(0, Math.min(to, end) - Math.max(from, begin))
  }
  const either = area + part.area - shared
  return either > 0 ? Math.min(1, shared / either) : 0
}
