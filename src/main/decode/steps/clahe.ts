import { mirrored } from './blur.ts'
import { roundHalfEven } from './colours.ts'
import { like, type Pixels } from './pixels.ts'

/**
 * OpenCV's `createCLAHE(clip, (tiles, tiles))` of one channel: the histogram of each tile is cut at `clip` times its mean
 * and equalised; each pixel lies between what the four tiles around it make of it.
 */
export function locallyEqualised(picture: Pixels, { clip, tiles }: { clip: number; tiles: number }): Pixels {
  const { data, width, height } = picture
  // Where tiles do not fill the picture it is mirrored on, in both directions.
  const fits = width % tiles === 0 && height % tiles === 0
  const tile = {
    width: fits ? width / tiles : (width + tiles - (width % tiles)) / tiles,
    height: fits ? height / tiles : (height + tiles - (height % tiles)) / tiles
  }
  const columns = Int32Array.from({ length: tile.width * tiles }, (_, x) => mirrored(x, width))
  const rows = Int32Array.from({ length: tile.height * tiles }, (_, y) => mirrored(y, height) * width)
  const tables = new Uint8Array(tiles * tiles * 256)
  for (let i = 0; i < tiles * tiles; i++) {
    const [left, top] = [(i % tiles) * tile.width, Math.floor(i / tiles) * tile.height]
    const counts = new Int32Array(256)
    for (let y = top; y < top + tile.height; y++)
      for (let x = left; x < left + tile.width; x++) counts[data[rows[y]! + columns[x]!]!]!++
    tables.set(tableOf(counts, tile.width * tile.height, clip), i * 256)
  }
  const across = between(width, tile.width, tiles)
  const down = between(height, tile.height, tiles)
  const out = like(picture)
  const { fround } = Math
  for (let y = 0, i = 0; y < height; y++) {
    const [upper, lower, below] = [down.first[y]! * tiles, down.second[y]! * tiles, down.share[y]!]
    const above = fround(1 - below)
    for (let x = 0; x < width; x++, i++) {
      const [left, right, after] = [across.first[x]!, across.second[x]!, across.share[x]!]
      const before = fround(1 - after)
      const at = (row: number, column: number): number => tables[(row + column) * 256 + data[i]!]!
      const high = fround(fround(at(upper, left) * before) + fround(at(upper, right) * after))
      const low = fround(fround(at(lower, left) * before) + fround(at(lower, right) * after))
      out.data[i] = roundHalfEven(fround(fround(high * above) + fround(low * below)))
    }
  }
  return out
}

/** What a tile makes of each value. */
function tableOf(counts: Int32Array, area: number, clip: number): Uint8Array {
  const limit = Math.max(1, Math.floor((clip * area) / 256))
  let over = 0
  for (let value = 0; value < 256; value++) {
    over += Math.max(0, counts[value]! - limit)
    counts[value] = Math.min(counts[value]!, limit)
  }
  const each = Math.floor(over / 256)
  let rest = over % 256
  for (let value = 0; value < 256; value++) counts[value]! += each
  const step = rest > 0 ? Math.max(1, Math.floor(256 / rest)) : 1
  for (let value = 0; value < 256 && rest > 0; value += step, rest--) counts[value]!++
  const scale = Math.fround(255 / area)
  const table = new Uint8Array(256)
  for (let value = 0, sum = 0; value < 256; value++) {
    sum += counts[value]!
    table[value] = Math.min(255, roundHalfEven(Math.fround(sum * scale)))
  }
  return table
}

/** For each pixel the tiles on both sides of it, and the share of the second. */
function between(length: number, tile: number, tiles: number) {
  const { fround } = Math
  const found = { first: new Int32Array(length), second: new Int32Array(length), share: new Float32Array(length) }
  const per = fround(1 / tile)
  for (let i = 0; i < length; i++) {
    const place = fround(fround(i * per) - 0.5)
    const first = Math.floor(place)
    found.first[i] = Math.max(0, first)
    found.second[i] = Math.min(tiles - 1, first + 1)
    found.share[i] = fround(place - first)
  }
  return found
}
