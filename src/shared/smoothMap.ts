const weights = [1, 4, 6, 4, 1] as const

/**
 * Blurs a map (8-bit, row-major, height x width) with the binomial kernel 1 4 6 4 1 in both directions, edges
 * repeated. That kernel is zero at the frequency of a one-pixel grid, which strided transposed convolutions leave.
 * For display only.
 */
export function smoothMap(data: Uint8Array, width: number, height: number): Uint8Array {
  const across = new Float32Array(data.length)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0
      for (let k = -2; k <= 2; k++) sum += weights[k + 2]! * data[y * width + clamp(x + k, width)]!
      across[y * width + x] = sum / 16
    }
  }
  const smooth = new Uint8Array(data.length)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0
      for (let k = -2; k <= 2; k++) sum += weights[k + 2]! * across[clamp(y + k, height) * width + x]!
      smooth[y * width + x] = Math.round(sum / 16)
    }
  }
  return smooth
}

function clamp(index: number, size: number): number {
  return Math.min(size - 1, Math.max(0, index))
}
