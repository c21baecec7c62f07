import { activate } from '../operators/activations.ts'
import type { OperatorCall, OperatorImporter } from '../operators/call.ts'
import type { Constant } from '../operators/constant.ts'
import type { Folder } from '../operators/folding.ts'

/**
 * Models whose numbers were rounded to eight bits and back (QDQ). Weights are what their bits stand for. Numbers that are
 * computed stay as they are but for the ends of their range: rounding them has no gradient.
 */

/** (x - zero point) * scale with a scale for all or one along an axis. */
export const dequantised: Folder = (call) => {
  const source = call.constant(0)
  const scales = call.constant(1).values
  const zeros = call.optional(2)?.values
  const stated = call.int('axis', 1)
  const axis = stated < 0 ? stated + source.dims.length : stated
  if (call.int('block_size', 0) !== 0) call.refuse('has a scale for each block', 'quantise it by tensor or by channel')
  const inner = source.dims.slice(axis + 1).reduce((a, b) => a * b, 1)
  const which = (i: number): number => (scales.length === 1 ? 0 : Math.floor(i / inner) % scales.length)
  const values = Float64Array.from(source.values, (v, i) => (v - (zeros?.[which(i)] ?? 0)) * scales[which(i)]!)
  return { dims: source.dims, values, integer: false }
}

/** x within what eight bits can stand for. */
const quantised: OperatorImporter = (call) => {
  const [scale, zero] = [only(call, call.constant(1)), call.optional(2)]
  const [least, largest] = zero?.range ?? [0, 255]
  const middle = zero ? only(call, zero) : 0
  const kind = { kind: 'clip', min: (least - middle) * scale, max: (largest - middle) * scale } as const
  return activate(call, kind, call.anyValue(0))
}

function only(call: OperatorCall, { values }: Constant): number {
  return values.length === 1
    ? values[0]!
    : call.refuse('has a scale for each channel', 'quantise activations by tensor')
}

export const quantisationOperators: Record<string, OperatorImporter> = {
  QuantizeLinear: quantised,
  DequantizeLinear: (call) => call.anyValue(0)
}
