/** A picture as a person across the room sees it: the mean brightness of a few blocks. */
const COLUMNS = 16
const ROWS = 9

/** How many blocks a glance has. */
export const BLOCKS = COLUMNS * ROWS

/** Levels, of 255, by which a block may differ in one picture coded twice: noise and coding are averaged away. */
const SAME_LEVEL = 1
/**
 * The part of the blocks that may differ by more all the same. Where a car moves, a tenth do within a tenth of a second
 * even on an even road: the least of solidWhiteRight, a motorway, is 0.11. Held still and coded with noise they are 0.04.
 */
const FEW = 0.06

/** Gives the glance at a picture: the mean green of each block, 8 bit, row by row. `rgb` is [height, width, 3]. */
export function createGlance(width: number, height: number): (rgb: Uint8Array) => Uint8Array {
  const column = Uint8Array.from({ length: width }, (_, x) => Math.floor((x * COLUMNS) / width))
  const counts = new Uint32Array(BLOCKS)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) counts[rowOf(y, height) * COLUMNS + column[x]!]!++
  const sums = new Uint32Array(BLOCKS)
  return (rgb) => {
    sums.fill(0)
    for (let y = 0, at = 1; y < height; y++) {
      const row = rowOf(y, height) * COLUMNS
      for (let x = 0; x < width; x++, at += 3) sums[row + column[x]!]! += rgb[at]!
    }
    return Uint8Array.from(sums, (sum, block) => Math.round(sum / Math.max(1, counts[block]!)))
  }
}

function rowOf(y: number, height: number): number {
  return Math.floor((y * ROWS) / height)
}

/** True where two glances are at one picture, though it was coded twice. */
export function showTheSame(one: Uint8Array, other: Uint8Array): boolean {
  let different = 0
  for (let block = 0; block < BLOCKS; block++) if (Math.abs(one[block]! - other[block]!) > SAME_LEVEL) different++
  return different <= FEW * BLOCKS
}

/** By how many levels, of 255, the blocks of two glances differ on average. */
export function differenceOf(one: Uint8Array, other: Uint8Array): number {
  return one.reduce((sum, level, block) => sum + Math.abs(level - other[block]!), 0) / BLOCKS
}
