/**
 * Pictures in which nothing is to be seen: each pixel of a picture has that picture's mean colour. `pictures` and the
 * result are float32 [batch, height, width, channels], `size` the length of one picture.
 */
export function withoutContent(pictures: Float32Array, size: number, channels: number): Float32Array {
  const plain = new Float32Array(pictures.length)
  for (let from = 0; from < pictures.length; from += size) {
    const sums = new Float64Array(channels)
    for (let i = 0; i < size; i++) sums[i % channels]! += pictures[from + i]!
    const means = Float32Array.from(sums, (sum) => sum / (size / channels))
    for (let i = 0; i < size; i++) plain[from + i] = means[i % channels]!
  }
  return plain
}
