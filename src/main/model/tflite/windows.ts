import type { Pads, Pair } from '../graph/graph.ts'
import type { OperatorCall } from '../lowering/call.ts'
import { type PaddingMode, windowPads } from '../lowering/windowPads.ts'

/** How a window goes over pictures, as TensorFlow Lite's operators state it. */

/** The numbers for [y, x] of two options, each at least 1. */
export function pairOf(call: OperatorCall, vertical: string, horizontal: string): Pair {
  const pair = [call.int(vertical, 1), call.int(horizontal, 1)] as const
  if (pair.every((size) => size >= 1 && size < 2 ** 16)) return pair
  return call.refuse(`has ${pair.join('x')} for '${vertical}' and '${horizontal}'`, 'convert the model again')
}

export const stridesOf = (call: OperatorCall): Pair => pairOf(call, 'stride_h', 'stride_w')

/** The padding of a window of `size` over a picture. */
export function padsOf(call: OperatorCall, picture: Pair, size: Pair, dilations: Pair = [1, 1]): Pads {
  const modes: Readonly<Record<string, PaddingMode>> = { SAME: 'same', VALID: 'valid' }
  const mode = modes[call.choice('padding', ['SAME', 'VALID'])]!
  return windowPads(mode, picture, size, stridesOf(call), dilations)
}
