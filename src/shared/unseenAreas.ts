import type { Rect } from './recipe.ts'
import type { SeenPixels } from './seenPixels.ts'

/**
 * The pixels that are not seen as rectangles that do not overlap, in pixels of the map: one for each run of a row, with
 * the rows below in which it is the same.
 */
export function unseenAreas({ width, height, data }: SeenPixels): Rect[] {
  const areas: Rect[] = []
  let open = new Map<string, Rect>()
  for (let y = 0; y < height; y++) {
    const still = new Map<string, Rect>()
    for (let x = 0; x < width; x++) {
      const from = x
      while (x < width && !data[y * width + x]) x++
      if (x === from) continue
      const key = `${from} ${x}`
      const area = open.get(key) ?? { x: from, y, width: x - from, height: 0 }
      if (area.height === 0) areas.push(area)
      area.height++
      still.set(key, area)
    }
    open = still
  }
  return areas
}

/** The smallest rectangle that all pixels seen lie in, in pixels of the map; null where none is seen. */
export function seenBounds({ width, height, data }: SeenPixels): Rect | null {
  let [left, top, right, bottom] = [width, height, 0, 0]
  data.forEach((mark, i) => {
    if (!mark) return
    const [x, y] = [i % width, Math.floor(i / width)]
    left = Math.min(left, x)
    right = Math.max(right, x + 1)
    top = Math.min(top, y)
    bottom = y + 1
  })
  return right > left ? { x: left, y: top, width: right - left, height: bottom - top } : null
}
