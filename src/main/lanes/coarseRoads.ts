import { BEND_STEPS, bendOf, createSharpness, type Sharpness } from './roadShape.ts'

/**
 * The coarse grid of roads that are tried at one horizon: headings by bends. Bends are counted in steps
 * (`bendOf`), so that a grid can be laid around one in the same measure.
 */
export const HEADING_STEP = 0.033
const HEADING_LIMIT = 20 * HEADING_STEP
export const HEADINGS = 2 * Math.round(HEADING_LIMIT / HEADING_STEP) + 1
export const BENDS = 2 * BEND_STEPS + 1
/** Lateral places for these cells: no finer than a cell. */
export const COARSE_PLACE = 0.04
/** And every other point: strokes have one a row. */
const COARSE_POINTS = 2

export function createCoarseSharpness(): Sharpness {
  return createSharpness(COARSE_PLACE, COARSE_POINTS)
}

/** Heading and bend step at a place of the grid, which may lie between cells. */
export function coarseRoad(headingCell: number, bendCell: number): { heading: number; bendStep: number } {
  return { heading: headingCell * HEADING_STEP - HEADING_LIMIT, bendStep: bendCell - BEND_STEPS }
}

/** Visits all cells in row-major order (headings, bends) with their sharpness. */
export function eachCoarseRoad(
  sharpness: Sharpness,
  visit: (value: number, headingCell: number, bendCell: number) => void
): void {
  for (let h = 0; h < HEADINGS; h++)
    for (let b = 0; b < BENDS; b++) visit(sharpness.of(h * HEADING_STEP - HEADING_LIMIT, bendOf(b - BEND_STEPS)), h, b)
}
