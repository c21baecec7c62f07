import type { SaliencyMap } from './saliencyMap.ts'

/**
 * Which pixels of its input a model sees: those from which a way leads to its steering. A model that crops, or strides
 * over pixels, inside itself is given pixels that it never looks at. Of the size of its maps; row-major, height x
 * width, 1 for a pixel that is seen and 0 for any other.
 */
export interface SeenPixels {
  width: number
  height: number
  data: Uint8Array
}

/** Every pixel of maps of a size. */
export function allSeen({ width, height }: { width: number; height: number }): SeenPixels {
  return { width, height, data: new Uint8Array(width * height).fill(1) }
}

/** How many pixels are seen. */
export function seenCount({ data }: SeenPixels): number {
  let count = 0
  for (let i = 0; i < data.length; i++) count += data[i]!
  return count
}

/** Whether there is no pixel that is not seen. */
export function seesAll({ data }: SeenPixels): boolean {
  return !data.includes(0)
}

/**
 * Takes away what a map says of pixels that are not seen, which no attention can lie on: methods that spread what a layer
 * says over the picture, or hide parts of it, say something there too. What is left has the map's scale; its sum is that
 * of the rounded values where something was taken away.
 * @returns a function that gives the map itself where all is seen, else another one
 */
export function seenPartOf(seen: SeenPixels): (map: SaliencyMap) => SaliencyMap {
  if (seesAll(seen)) return (map) => map
  return ({ width, height, scale, data }) => {
    if (width !== seen.width || height !== seen.height)
      throw new RangeError(`a ${height}x${width} map where ${seen.height}x${seen.width} pixels are seen`)
    const left = new Uint8Array(data.length)
    let sum = 0
    for (let i = 0; i < data.length; i++) {
      left[i] = data[i]! * seen.data[i]!
      sum += left[i]!
    }
    return { width, height, scale, sum: (sum * scale) / 255, data: left }
  }
}
