import type { Pair, Weights } from './graph.ts'

/**
 * The kernel [kh, kw, a, b] with its taps `dilations` pixels apart and zeros between them:
 * [(kh - 1) dy + 1, (kw - 1) dx + 1, a, b]. A dilated convolution is a plain one with this kernel.
 */
export function dilatedKernel(kernel: Weights, [dy, dx]: Pair): Weights {
  if (dy === 1 && dx === 1) return kernel
  const [kh, kw, a, b] = [kernel.shape[0]!, kernel.shape[1]!, kernel.shape[2]!, kernel.shape[3]!]
  const [height, width, depth] = [(kh - 1) * dy + 1, (kw - 1) * dx + 1, a * b]
  const data = new Float32Array(height * width * depth)
  for (let y = 0; y < kh; y++) {
    for (let x = 0; x < kw; x++) {
      const from = (y * kw + x) * depth
      data.set(kernel.data.subarray(from, from + depth), (y * dy * width + x * dx) * depth)
    }
  }
  return { shape: [height, width, a, b], data }
}
