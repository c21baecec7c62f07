import type { LaneLine } from './frameLabel.ts'
import { maskParts, type Mask, type MaskPart } from './maskParts.ts'

/** Marks of fewer pixels are specks. */
const SMALLEST = 12
/** A mark goes on in another one above it where its direction leads this near to it, as a share of the width … */
const NEAR = 0.012
/** … and this much further for each row between the two, as a share of the gap. */
const SPREAD = 0.2

/**
 * The lines that a mask of lane markings shows, in unit picture coordinates: each mark becomes its middle from row to
 * row, and dashes that lie on one line are joined, from the bottom of the picture upwards.
 */
export function maskLines(mask: Mask): LaneLine[] {
  const marks = maskParts(mask)
    .filter(({ area }) => area >= SMALLEST)
    .map((part) => middles(part))
    .sort((a, b) => b.at(-1)![1] - a.at(-1)![1])
  const lines: Point[][] = []
  for (const mark of marks) {
    const line = lines.find((candidate) => goesOnIn(candidate, mark, mask.width))
    if (line) line.unshift(...mark)
    else lines.push(mark)
  }
  return lines.map((line) => line.map(([x, y]): Point => [x / mask.width, y / mask.height]))
}

type Point = [x: number, y: number]

/** The middle of each row of a mark, in pixels, from the top down. */
function middles({ runs }: MaskPart): Point[] {
  const rows = new Map<number, { sum: number; count: number }>()
  for (const { row, from, to } of runs) {
    const at = rows.get(row) ?? { sum: 0, count: 0 }
    at.sum += ((from + to) / 2) * (to - from)
    at.count += to - from
    rows.set(row, at)
  }
  return [...rows].map(([row, { sum, count }]): Point => [sum / count, row + 0.5])
}

/** True where the upper end of `line`, carried on, meets the lower end of `mark`. */
function goesOnIn(line: readonly Point[], mark: readonly Point[], width: number): boolean {
  const end = line[0]!
  const next = mark.at(-1)!
  const gap = end[1] - next[1]
  if (gap <= 0) return false
  const span = line.findLast(([, y]) => y - end[1] <= 4 * gap)!
  const slope = span[1] > end[1] ? (end[0] - span[0]) / (end[1] - span[1]) : 0
  return Math.abs(end[0] - slope * gap - next[0]) <= NEAR * width + SPREAD * gap
}
