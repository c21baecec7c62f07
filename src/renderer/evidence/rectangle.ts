import type { Polygon } from '../../shared/lanes.ts'
import type { Rect } from '../../shared/recipe.ts'

/** A point in unit picture coordinates. */
export type Place = readonly [x: number, y: number]

/** Less than this part of the picture in either direction is a click, not a drag. */
const CLICK = 0.012

/** What the keys begin from: the middle of the picture. */
export const middle: Rect = { x: 0.4, y: 0.4, width: 0.2, height: 0.2 }

/** The rectangle between two points, as far as it lies in the picture, in unit coordinates; null where it is but a click. */
export function rectangleOf(from: Place, to: Place): Rect | null {
  const [left, right] = [from[0], to[0]].map(within).sort((a, b) => a - b) as [number, number]
  const [top, bottom] = [from[1], to[1]].map(within).sort((a, b) => a - b) as [number, number]
  const [width, height] = [right - left, bottom - top]
  return width < CLICK || height < CLICK ? null : { x: left, y: top, width, height }
}

/** Its corners, clockwise from the upper left. */
export function cornersOf({ x, y, width, height }: Rect): Polygon {
  return [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height]
  ]
}

/** Moved, and never out of the picture. */
export function moved(rect: Rect, [x, y]: Place): Rect {
  const { width, height } = rect
  return {
    ...rect,
    x: Math.min(1 - width, Math.max(0, rect.x + x)),
    y: Math.min(1 - height, Math.max(0, rect.y + y))
  }
}

/** Its lower right corner moved, as far as the picture and a width and height to be seen allow. */
export function resized(rect: Rect, [x, y]: Place): Rect {
  const side = (now: number, by: number, from: number): number => Math.min(1 - from, Math.max(2 * CLICK, now + by))
  return { ...rect, width: side(rect.width, x, rect.x), height: side(rect.height, y, rect.y) }
}

function within(value: number): number {
  return Math.min(1, Math.max(0, value))
}
