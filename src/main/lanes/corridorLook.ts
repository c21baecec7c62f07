import { z } from 'zod'
import { maskParts } from './labels/maskParts.ts'

/** Size of what the corridor network answers. */
export const CORRIDOR_OUTPUT = { width: 80, height: 48 } as const
const { width, height } = CORRIDOR_OUTPUT

/** What the corridor network says of one picture; small, and all that is kept of it. */
export const CorridorLook = z.object({
  /** Rows of the own lane or track, of 48, from the first to the last; none where it sees none. */
  first: z.number().int().min(0).max(height),
  /** Its sides in each of these rows, in thousandths of the picture's width. */
  left: z.array(z.number().int()).max(height),
  right: z.array(z.number().int()).max(height),
  /** Percent: how much of what may be the own lane is surely so; that it is right; that the car is off it. */
  certainty: z.number().int().min(0).max(100),
  isRight: z.number().int().min(0).max(100),
  isOff: z.number().int().min(0).max(100)
})
export type CorridorLook = z.infer<typeof CorridorLook>

/** Places where the own lane is likelier than not. */
const LIKELY = 0.5
/** A lane that is smaller, in places, is a speck. */
const SMALLEST = 12

/**
 * Reads what the network answers for one picture.
 * @param places logits of 'neither', 'own lane or track' and 'other surface that is driven on', row-major [48, 80, 3]
 * @param whole logits of 'the car is off' and 'the own lane is right', [2]
 */
export function corridorLook(places: Float32Array, whole: Float32Array): CorridorLook {
  const own = ownShare(places)
  const part = largestPart(own)
  const spans = spansOf(part, own)
  return {
    first: spans[0]?.row ?? 0,
    left: spans.map(({ left }) => left),
    right: spans.map(({ right }) => right),
    certainty: spans.length > 0 ? Math.round(100 * certaintyOf(part, own)) : 0,
    isRight: percent(whole[1]!),
    isOff: percent(whole[0]!)
  }
}

function percent(logit: number): number {
  return Math.round(100 / (1 + Math.exp(-logit)))
}

/** How likely each place is the own lane, [48, 80]. */
function ownShare(places: Float32Array): Float32Array {
  return Float32Array.from({ length: width * height }, (_, place) => {
    const [neither, own, other] = [places[3 * place]!, places[3 * place + 1]!, places[3 * place + 2]!]
    return 1 / (1 + Math.exp(neither - own) + Math.exp(other - own))
  })
}

/** The places of the largest part that hangs together, 1; all 0 where it is a speck. */
function largestPart(own: Float32Array): Uint8Array {
  const [largest] = maskParts({ width, height, data: Uint8Array.from(own, (share) => Number(share >= LIKELY)) })
  const part = new Uint8Array(own.length)
  if (!largest || largest.area < SMALLEST) return part
  for (const { row, from, to } of largest.runs) part.fill(1, row * width + from, row * width + to)
  return part
}

/** Sides of the part row by row, in thousandths of the width, between places by how likely they are. */
function spansOf(part: Uint8Array, own: Float32Array): { row: number; left: number; right: number }[] {
  const spans = []
  for (let row = 0; row < height; row++) {
    const line = part.subarray(row * width, (row + 1) * width)
    const first = line.indexOf(1)
    if (first < 0) continue
    const last = line.lastIndexOf(1)
    const likely = own.subarray(row * width, (row + 1) * width)
    const left = first === 0 ? 0 : first + 0.5 - pastEdge(likely[first]!, likely[first - 1]!)
    const right = last === width - 1 ? width : last + 0.5 + pastEdge(likely[last]!, likely[last + 1]!)
    spans.push({ row, left: Math.round((1000 * left) / width), right: Math.round((1000 * right) / width) })
  }
  return spans
}

/** How far from the middle of the last place inside to the one outside the edge lies, in places. */
function pastEdge(inside: number, outside: number): number {
  return (inside - LIKELY) / Math.max(1e-6, inside - outside)
}

/** Overlap of the part with the lane, as the network's own numbers let expect it. */
function certaintyOf(part: Uint8Array, own: Float32Array): number {
  let shared = 0
  let either = 0
  for (let place = 0; place < own.length; place++) {
    if (part[place]) shared += own[place]!
    either += part[place] ? 1 : own[place]!
  }
  return shared / either
}
