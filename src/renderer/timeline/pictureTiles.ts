import type { View } from './geometry.ts'
import { xOfTime } from './geometry.ts'

/** A place in the strip of pictures, and the frame that is shown there. */
export interface Tile {
  frame: number
  left: number
  width: number
}

/**
 * Divides a view into tiles of half of `widest` pixels up to `widest`, each with the first frame of its stretch of
 * time; none where nothing was taken. Tiles begin at multiples of a power of two of seconds, so that most frames are
 * the same ones after zooming and all are after panning.
 */
export function pictureTiles(view: View, width: number, widest: number): Tile[] {
  const { times } = view
  const seconds = 2 ** Math.floor(Math.log2(((view.last - view.first) / Math.max(1, width)) * widest))
  const tiles: Tile[] = []
  for (let n = Math.floor(view.first / seconds); n * seconds < Math.min(view.last, times.seconds); n++) {
    const [from, to] = [n * seconds, (n + 1) * seconds]
    const before = times.frameAt(from)
    const frame = times.end(before) > from + 1e-9 ? before : before + 1
    if (frame >= times.count || times.at(frame) >= to) continue
    // A gap takes its part off the tile.
    const gap = times.gaps.find((behind) => behind >= frame)
    const end = Math.min(to, times.seconds, gap === undefined ? to : times.end(gap))
    const left = xOfTime(frame > before ? times.at(frame) : from, view, width)
    tiles.push({ frame, left, width: xOfTime(end, view, width) - left })
  }
  return tiles
}
