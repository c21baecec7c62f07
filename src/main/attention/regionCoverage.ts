import type { Point } from '../../shared/recipe.ts'

/** Scan lines of a row of pixels. */
const LINES = 4

/**
 * How much of each pixel lies in a region: row-major [height, width], 0..1. Exact along each of four lines of a row.
 * @param outline vertices in pixels, the origin at the corner of the first; simple, either orientation, and may reach beyond
 */
export function regionCoverage(
  outline: readonly Point[],
  { width, height }: { width: number; height: number }
): Float32Array {
  const coverage = new Float32Array(width * height)
  for (let line = 0; line < height * LINES; line++) {
    const crossings = crossingsAt(outline, (line + 0.5) / LINES)
    const row = Math.floor(line / LINES) * width
    for (let i = 0; i + 1 < crossings.length; i += 2)
      addSpan(coverage, row, width, Math.max(0, crossings[i]!), Math.min(width, crossings[i + 1]!))
  }
  return coverage
}

/** Where an outline crosses a line of that height, from left to right. */
function crossingsAt(outline: readonly Point[], y: number): number[] {
  const crossings: number[] = []
  let before = outline.at(-1)!
  for (const vertex of outline) {
    if (before[1] < y !== vertex[1] < y)
      crossings.push(before[0] + ((y - before[1]) / (vertex[1] - before[1])) * (vertex[0] - before[0]))
    before = vertex
  }
  return crossings.sort((a, b) => a - b)
}

function addSpan(coverage: Float32Array, row: number, width: number, from: number, to: number): void {
  for (let x = Math.floor(from); x < Math.min(to, width); x++)
    coverage[row + x]! += (Math.min(to, x + 1) - Math.max(from, x)) / LINES
}
