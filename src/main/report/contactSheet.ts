import { colourTables } from '../../shared/colourTable.ts'
import { indexedPng } from './indexedPng.ts'

/** The maps of a layer as one picture. */
export interface ContactSheet {
  png: Buffer
  /** Maps beside each other; they follow in rows, a pixel apart. */
  columns: number
  /** The value that is drawn white: the largest of all maps. */
  scale: number
}

/** Pixels between maps. */
const GAP = 1

/**
 * Draws maps [height, width, count] side by side in grey, all on one scale so that strong maps look strong: black is 0
 * and below, white the largest value of all. The sheet is about as wide as high.
 */
export function contactSheet(
  maps: Float32Array,
  [height, width, count]: readonly [number, number, number]
): ContactSheet {
  const columns = Math.min(count, Math.max(1, Math.round(Math.sqrt((count * height) / width))))
  const rows = Math.ceil(count / columns)
  const [wide, high] = [columns * (width + GAP) - GAP, rows * (height + GAP) - GAP]
  const scale = maps.reduce((largest, value) => Math.max(largest, value), 0)
  const indices = new Uint8Array(wide * high)
  for (let map = 0; map < count; map++) {
    const top = Math.floor(map / columns) * (height + GAP)
    const left = (map % columns) * (width + GAP)
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const value = maps[(y * width + x) * count + map]!
        if (value > 0) indices[(top + y) * wide + left + x] = Math.round((value / scale) * 255)
      }
    }
  }
  return { png: indexedPng(indices, wide, high, colourTables.grey), columns, scale }
}
