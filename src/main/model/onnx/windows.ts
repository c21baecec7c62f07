import type { Pads, Pair } from '../graph/graph.ts'
import { slidSize } from '../lowering/convolution.ts'
import { roundedUp, windowPads } from '../lowering/windowPads.ts'
import type { PoolWindow } from '../lowering/pooling.ts'
import type { OperatorCall } from '../lowering/call.ts'

/** A window that slides over [height, width]: of a convolution or a pool. */
export interface SlidingWindow extends PoolWindow {
  dilations: Pair
  /** [height, width] of the result. */
  result: Pair
}

export function pairOf(call: OperatorCall, name: string, fallback: Pair): Pair {
  const stated = call.ints(name)
  if (!stated || stated.length === 0) return fallback
  const [y, x] = stated
  if (stated.length !== 2 || y === undefined || x === undefined) {
    return call.refuse(`has '${name}' of ${stated.length} axes, where pictures have 2`, 'export a model of pictures')
  }
  return [y, x]
}

/** The window as the operator's attributes describe it over a picture; `size` is the kernel's where that tells it. */
export function slidingWindow(call: OperatorCall, picture: Pair, kernel?: Pair): SlidingWindow {
  const size = kernel ?? pairOf(call, 'kernel_shape', [1, 1])
  const strides = pairOf(call, 'strides', [1, 1])
  const dilations = pairOf(call, 'dilations', [1, 1])
  const stated = statedPads(call, picture, size, strides, dilations)
  const pads = call.int('ceil_mode', 0) === 1 ? roundedUp(picture, size, strides, dilations, stated) : stated
  const result = slidSize(call, picture, size, { strides, dilations, pads })
  return { size, strides, dilations, pads, result }
}

/** How padding is worked out; exporters also write nothing at all for 'as stated'. */
export const autoPads = ['NOTSET', 'SAME_UPPER', 'SAME_LOWER', 'VALID', ''] as const

function statedPads(call: OperatorCall, picture: Pair, size: Pair, strides: Pair, dilations: Pair): Pads {
  const auto = call.choice('auto_pad', autoPads)
  if (auto === 'NOTSET' || auto === '') {
    const [top = 0, left = 0, bottom = 0, right = 0] = call.ints('pads') ?? []
    return [top, right, bottom, left]
  }
  if (auto === 'VALID') return [0, 0, 0, 0]
  const [top, right, bottom, left] = windowPads('same', picture, size, strides, dilations)
  // What is odd goes to the end in SAME_UPPER, to the beginning in SAME_LOWER.
  return auto === 'SAME_UPPER' ? [top, right, bottom, left] : [bottom, left, top, right]
}
