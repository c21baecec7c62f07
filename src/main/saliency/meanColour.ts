import type { PictureSize } from './explanation.ts'

/**
 * Pictures in which nothing is to be seen: each pixel of a picture has that picture's mean colour. Where an input is a
 * sequence of frames, only the newest of them is changed. `pictures` and the result are float32
 * [batch, height, width, depth].
 */
export function withoutContent(pictures: Float32Array, { channels, depth, size }: PictureSize): Float32Array {
  const plain = pictures.slice()
  for (let from = 0; from < pictures.length; from += size) {
    for (let channel = depth - channels; channel < depth; channel++) {
      let sum = 0
      for (let i = channel; i < size; i += depth) sum += pictures[from + i]!
      const mean = sum / (size / depth)
      for (let i = channel; i < size; i += depth) plain[from + i] = mean
    }
  }
  return plain
}
