import type { OpOf, Pads, Shape, Weights } from '../model/graph/graph.ts'

/**
 * A transposed convolution as a plain one. Its result at pixel (y sy + i, x sx + j) only depends on phase (i, j) and
 * on pixels near (y, x) of its input, so one convolution of stride 1 computes all phases as channels, which are then
 * woven together (Shi 2016, arXiv 1609.05158). On CPUs without a fast Conv2DBackpropInput this is several
 * times faster.
 */
export interface SubPixelForm {
  /** [qy, qx, in / groups, sy * sx * out], channels in the order group, phase row, phase column, out of that group. */
  kernel: Weights
  /** Zero padding of the input before the convolution. */
  pads: Pads
  /** Where the result starts in the woven picture; it ends inside it. */
  top: number
  left: number
}

/** The sub-pixel form of a transposed convolution from `input` to `output` (shapes [height, width, channels]). */
export function subPixelForm(op: OpOf<'conv2d-transpose'>, input: Shape, output: Shape): SubPixelForm {
  const [kh, kw, out, whole] = [0, 1, 2, 3].map((axis) => op.kernel.shape[axis]!) as [number, number, number, number]
  const groups = op.groups ?? 1
  const depth = whole / groups
  const [sy, sx] = op.strides
  const [qy, qx] = [Math.ceil(kh / sy), Math.ceil(kw / sx)]
  const phases = sy * sx
  const channels = groups * phases * out
  const data = new Float32Array(qy * qx * depth * channels)
  for (let ky = 0; ky < kh; ky++) {
    for (let kx = 0; kx < kw; kx++) {
      const phase = (ky % sy) * sx + (kx % sx)
      // Tap k reaches the pixel from floor(k / s) pixels before it: a correlation holds the taps in reverse.
      const tap = (qy - 1 - Math.floor(ky / sy)) * qx + (qx - 1 - Math.floor(kx / sx))
      for (let o = 0; o < out; o++) {
        for (let d = 0; d < whole; d++) {
          const group = Math.floor(d / depth)
          const channel = (group * phases + phase) * out + o
          data[(tap * depth + (d % depth)) * channels + channel] =
            op.kernel.data[((ky * kw + kx) * out + o) * whole + d]!
        }
      }
    }
  }
  const rows = extent(input[0]!, output[0]!, qy, sy, op.pads[0])
  const columns = extent(input[1]!, output[1]!, qx, sx, op.pads[3])
  return {
    kernel: { shape: [qy, qx, depth, channels], data },
    pads: [rows.before, columns.after, rows.after, columns.before],
    top: rows.start,
    left: columns.start
  }
}

/** How far to pad one axis so that the woven pixels cover the result, and where the result starts in them. */
function extent(input: number, output: number, taps: number, stride: number, cutOff: number) {
  // Whole blocks that the cut takes away at the start need not be computed, as long as padding is left to take.
  const skipped = Math.min(Math.floor(cutOff / stride), taps - 1)
  const start = cutOff - skipped * stride
  const blocks = Math.ceil((start + output) / stride)
  return { before: taps - 1 - skipped, after: Math.max(0, blocks - (input - skipped)), start }
}
