import type { Pads, Pair, Shape } from '../../model/graph/graph.ts'
import { marksOf, type Marks, type Rules, type Step } from './rule.ts'

/** Layers that gather the pixels of a window into one, channel by channel, or repeat one. */
export const windowRules: Rules<'max-pool' | 'average-pool' | 'global-average-pool' | 'upsample' | 'broadcast'> = {
  'max-pool': pooled,
  'average-pool': pooled,

  'global-average-pool'({ read, from }) {
    return marksOf(from[0]!).map((_, i) => read[i % read.length]!)
  },

  upsample({ op, shape, read, from }) {
    const [, width = 1, channels = 1] = from[0]!
    const marks = marksOf(from[0]!)
    eachPlace(shape, (y, x, at) => {
      const to = (Math.floor(y / op.factor[0]) * width + Math.floor(x / op.factor[1])) * channels
      for (let c = 0; c < channels; c++) if (read[at + c]) marks[to + c] = 1
    })
    return marks
  },

  broadcast({ read, from }) {
    const marks = marksOf(from[0]!)
    for (let i = 0; i < read.length; i++) if (read[i]) marks[i % marks.length] = 1
    return marks
  }
}

function pooled({ op, shape, read, from }: Step<'max-pool'> | Step<'average-pool'>): Marks {
  const channels = shape[2]!
  const marks = marksOf(from[0]!)
  eachPlace(shape, (y, x, at) => {
    eachTap(op, from[0]!, [y, x], (_, to) => {
      for (let c = 0; c < channels; c++) if (read[at + c]) marks[to + c] = 1
    })
  })
  return marks
}

/** Calls with every place of [height, width, channels], and where its channels begin. */
export function eachPlace(
  [height = 1, width = 1, channels = 1]: Shape,
  call: (y: number, x: number, at: number) => void
): void {
  for (let y = 0, at = 0; y < height; y++) for (let x = 0; x < width; x++, at += channels) call(y, x, at)
}

/** A window over a picture, and how it moves. */
export interface Window {
  size: Pair
  strides: Pair
  pads: Pads
  dilations?: Pair
}

/**
 * Calls with every tap of the window at a place, as far as it lies in the picture that the window moves over: its number
 * in the window, and where its channels begin.
 */
export function eachTap(
  { size, strides, pads, dilations = [1, 1] }: Window,
  [height = 1, width = 1, channels = 1]: Shape,
  [y, x]: Pair,
  call: (tap: number, at: number) => void
): void {
  for (let ky = 0; ky < size[0]; ky++) {
    const row = y * strides[0] - pads[0] + ky * dilations[0]
    if (row < 0 || row >= height) continue
    for (let kx = 0; kx < size[1]; kx++) {
      const column = x * strides[1] - pads[3] + kx * dilations[1]
      if (column >= 0 && column < width) call(ky * size[1] + kx, (row * width + column) * channels)
    }
  }
}
