import type { FrameRange } from '../../shared/recording.ts'
import { quantile } from '../../shared/quantile.ts'

/** How far steering lies from other steering of the same drive: the recorded one, or that of another model. */
export interface SteeringGap {
  /** Absolute difference, one a frame; NaN where one of both is unknown. */
  gap: Float64Array
  /** The median of the drive: what is usual. */
  usual: number
}

/** On a drive that is followed exactly nearly everywhere, what is usual is no smaller than this part of the largest. */
const FLOOR = 0.01

/** @returns null where no frame has both */
export function steeringGap(
  predicted: readonly (number | null)[],
  other: readonly (number | null)[]
): SteeringGap | null {
  const gap = new Float64Array(predicted.length)
  let largest = 0
  for (let frame = 0; frame < gap.length; frame++) {
    const [value, beside] = [predicted[frame] ?? null, other[frame] ?? null]
    gap[frame] = value === null || beside === null ? NaN : Math.abs(value - beside)
    if (gap[frame]! > largest) largest = gap[frame]!
  }
  const known = gap.filter((value) => !Number.isNaN(value))
  if (known.length === 0) return null
  return { gap, usual: Math.max(quantile(known, 0.5), FLOOR * largest) }
}

/** The mean gap over a stretch, in multiples of what is usual on the drive; null where it is unknown. */
export function timesUsual({ gap, usual }: SteeringGap, { first, last }: FrameRange): number | null {
  let sum = 0
  let count = 0
  for (let frame = first; frame <= Math.min(last, gap.length - 1); frame++) {
    if (Number.isNaN(gap[frame]!)) continue
    sum += gap[frame]!
    count++
  }
  if (count === 0) return null
  return usual > 0 ? sum / count / usual : 0
}

/**
 * What an event is ranked by, 0..1: its severity, weighted by how far off the steering was. Attention alone is a weak
 * alarm (arXiv 2404.18573). Steering that is off as usual, or unknown, halves the severity; far off, it stays whole.
 *
 * @param gaps gaps of steering in multiples of what is usual; null where unknown
 */
export function priority(severity: number, gaps: readonly (number | null)[]): number {
  const known = gaps.filter((gap) => gap !== null)
  const most = known.length > 0 ? Math.max(...known) : 1
  return (severity * most) / (1 + most)
}

/** From this multiple of what is usual on, a gap of steering is worth a word. */
const NOTABLE = 1.5

/** What steering adds to the reason of an event; empty where there is nothing of note. */
export function steeringInWords(error: number | null, disagreement: number | null): string {
  const parts: string[] = []
  if (error !== null && error >= NOTABLE) parts.push(`steering error ${error.toFixed(1)} times the usual`)
  if (disagreement !== null && disagreement >= NOTABLE)
    parts.push(`the other model differs ${disagreement.toFixed(1)} times as much as usual`)
  return parts.map((part) => `; ${part}`).join('')
}
