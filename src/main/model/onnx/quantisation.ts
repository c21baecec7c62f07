import type { OperatorCall, OperatorImporter } from '../lowering/call.ts'
import { type Constant, constant } from '../lowering/constant.ts'
import { scaled } from '../lowering/elementwise.ts'
import type { Folder } from '../lowering/folding.ts'
import { endsOf, standingFor, withinEnds } from '../lowering/quantisation.ts'
import type { Value } from '../lowering/value.ts'

/** Models whose numbers were rounded to eight bits and back (QDQ); lowering/quantisation.ts says what is not rounded. */

const bytes = [0, 255] as const

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
  const steps = { scale: only(call, scales), zero: zeros ? only(call, zeros) : 0, range: zeros?.range ?? bytes }
  return withinEnds(call, value, endsOf(steps), { step })
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
