import type { Pads, Pair } from '../graph/graph.ts'

/** Keras's 'valid' and 'same' (and 'causal' etc., which nothing here knows). */
export type PaddingMode = 'valid' | 'same'

/**
 * Explicit padding of a strided window over [height, width], as TensorFlow resolves 'same': the result has
 * ceil(size / stride) pixels, and an odd pixel of padding goes to the bottom and the right.
 */
export function windowPads(mode: PaddingMode, size: Pair, kernel: Pair, strides: Pair, dilations: Pair = [1, 1]): Pads {
  if (mode === 'valid') return [0, 0, 0, 0]
  const [top, bottom] = samePads(size[0], kernel[0], strides[0], dilations[0])
  const [left, right] = samePads(size[1], kernel[1], strides[1], dilations[1])
  return [top, right, bottom, left]
}

function samePads(size: number, kernel: number, stride: number, dilation: number): [before: number, after: number] {
  const reach = (kernel - 1) * dilation + 1
  const total = Math.max(0, (Math.ceil(size / stride) - 1) * stride + reach - size)
  return [Math.floor(total / 2), Math.ceil(total / 2)]
}

/** [height, width] of a strided window's result over an input padded by `pads`. */
export function windowSize(size: Pair, kernel: Pair, strides: Pair, pads: Pads, dilations: Pair = [1, 1]): Pair {
  const along = (axis: 0 | 1, padding: number): number =>
    Math.floor((size[axis] + padding - ((kernel[axis] - 1) * dilations[axis] + 1)) / strides[axis]) + 1
  return [along(0, pads[0] + pads[2]), along(1, pads[1] + pads[3])]
}

/** More padding at the bottom and the right, so that a last window that begins inside is not lost. */
export function roundedUp(size: Pair, kernel: Pair, strides: Pair, dilations: Pair, pads: Pads): Pads {
  const more = (axis: 0 | 1, before: number, after: number): number => {
    const reach = (kernel[axis] - 1) * dilations[axis] + 1
    const room = size[axis] + before + after - reach
    const windows = Math.ceil(room / strides[axis])
    // A window that would begin in the padding behind the picture does not count.
    const count = windows * strides[axis] >= size[axis] + before ? windows - 1 : windows
    return Math.max(0, count * strides[axis] - room)
  }
  const [top, right, bottom, left] = pads
  return [top, right + more(1, left, right), bottom + more(0, top, bottom), left]
}

/** [height, width] of Keras's Conv2DTranspose; `extra` is its output padding, null where it states none. */
export function transposedSize(mode: PaddingMode, size: Pair, kernel: Pair, strides: Pair, extra: Pair | null): Pair {
  const along = (axis: 0 | 1): number => {
    if (extra) {
      const covered = mode === 'same' ? kernel[axis] % 2 : kernel[axis]
      return (size[axis] - 1) * strides[axis] + covered + extra[axis]
    }
    return size[axis] * strides[axis] + (mode === 'valid' ? Math.max(0, kernel[axis] - strides[axis]) : 0)
  }
  return [along(0), along(1)]
}
