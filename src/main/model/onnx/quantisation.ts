import { activate } from '../lowering/activations.ts'
import type { OperatorCall, OperatorImporter } from '../lowering/call.ts'
import { type Constant, constant } from '../lowering/constant.ts'
import { scaled } from '../lowering/elementwise.ts'
import type { Folder } from '../lowering/folding.ts'
import type { Value } from '../lowering/value.ts'

/**
 * Models whose numbers were rounded to eight bits and back (QDQ). Weights are what their bits stand for. Numbers that are
 * computed stay as they are but for the ends of their range: rounding them has no gradient.
 */

/** (x - zero point) * scale with a scale for all or one along an axis, which may count from the end. */
export function standingFor(source: Constant, scales: Constant, zeros: Constant | null, axis: number): Constant {
  const from = axis < 0 ? axis + source.dims.length : axis
  const inner = source.dims.slice(from + 1).reduce((a, b) => a * b, 1)
  const which = (i: number, { values }: Constant): number =>
    values[values.length === 1 ? 0 : Math.floor(i / inner) % values.length]!
  const values = Float64Array.from(source.values, (v, i) => (v - (zeros ? which(i, zeros) : 0)) * which(i, scales))
  return { dims: source.dims, values, integer: false }
}

export const dequantised: Folder = (call) => {
  if (call.int('block_size', 0) !== 0) call.refuse('has a scale for each block', 'quantise it by tensor or by channel')
  return standingFor(call.constant(0), call.constant(1), call.optional(2), call.int('axis', 1))
}

/** x within what its bits can stand for. */
export function withinRange(
  call: OperatorCall,
  value: Value,
  scales: Constant,
  zeros: Constant | null,
  step?: string
): Value {
  const scale = only(call, scales)
  const [least, largest] = zeros?.range ?? [0, 255]
  const middle = zeros ? only(call, zeros) : 0
  return activate(call, { kind: 'clip', min: (least - middle) * scale, max: (largest - middle) * scale }, value, step)
}

function only(call: OperatorCall, { values }: Constant): number {
  return values.length === 1
    ? values[0]!
    : call.refuse('has a scale for each channel', 'quantise activations by tensor')
}

/** What the bits of an operand stand for: of a picture that the model takes in bits; what is computed is that already. */
export function unquantised(call: OperatorCall, value: Value, scales: Constant, zeros: Constant | null): Value {
  if (call.scope.nodes.some(({ id }) => id === value.id)) return value
  const scale = only(call, scales)
  const offset = -(zeros ? only(call, zeros) : 0) * scale
  return scaled(call, value, constant([], [scale]), constant([], [offset]))
}

export const quantisationOperators: Record<string, OperatorImporter> = {
  QuantizeLinear: (call) => withinRange(call, call.anyValue(0), call.constant(1), call.optional(2)),
  DequantizeLinear: (call) => unquantised(call, call.anyValue(0), call.constant(1), call.optional(2))
}
