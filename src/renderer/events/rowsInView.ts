/** Rows beyond those in view that are there all the same: lists of people are whole, and only very long ones are cut. */
const BEYOND = 100
/** The rows that are there change once for so many that go by. */
const STEP = 50

/** Which rows of a list are to be there. @param first the first one in view @param count how many are in view */
export function rowsAround(first: number, count: number, total: number): { from: number; to: number } {
  const start = Math.floor(first / STEP) * STEP
  return { from: Math.max(0, start - BEYOND), to: Math.min(total, start + STEP + count + BEYOND) }
}

interface Extent {
  top: number
  height: number
}

/**
 * How far a list has to be scrolled to show a row with some of what is beside it: as little as can be.
 * @param view how far it is scrolled, and how much of it is seen
 * @param beside so much above and below, where there is room for it
 */
export function scrollFor(row: Extent, view: Extent, beside: number): number {
  const room = Math.max(0, Math.min(beside, (view.height - row.height) / 2))
  const above = Math.max(0, row.top - room)
  const below = row.top + row.height + room - view.height
  if (view.top > above) return above
  return Math.max(view.top, Math.min(below, above))
}
