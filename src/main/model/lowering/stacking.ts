import { joined, split } from './arrangement.ts'
import { isConstant, type Operand, type OperatorCall } from './call.ts'
import { joinedConstants, withAxes } from './folding.ts'
import type { Constant } from './constant.ts'
import { sizesOf, type Value } from './value.ts'

/** Tensors side by side along a new axis, and the other way round. */

/** All operands along a new axis, which counts the batch and may count from the end of the result. */
export function stacked(call: OperatorCall, stated: number): Value {
  const parts = call.operands.map((_, i) => call.operand(i))
  const first = parts.find((part) => !isConstant(part))
  if (!first || isConstant(first)) return call.refuse('joins nothing', 'convert the model again')
  const axis = stated < 0 ? stated + first.axes.length + 2 : stated
  if (axis < 0 || axis > first.axes.length + 1) call.refuse(`has the axis ${stated}`, 'export the model again')
  if (axis === 0) return call.refuse('puts an axis before the batch', 'keep the batch axis first')
  const apart = parts.map((part, i): Operand => {
    const value = isConstant(part) ? call.constantValue(part) : part
    const sizes = sizesOf(value)
    return call.reshaped(value, [...sizes.slice(0, axis - 1), 1, ...sizes.slice(axis - 1)], { step: `part-${i}` })
  })
  return joined(call, apart, axis)
}

/** The same of constants alone. */
export function stackedConstants(call: OperatorCall, stated: number): Constant {
  const parts = call.operands.map((_, i) => call.constant(i))
  const rank = (parts[0]?.dims.length ?? 0) + 1
  const axis = stated < 0 ? stated + rank : stated
  if (axis < 0 || axis >= rank) call.refuse(`has the axis ${stated}, which its result lacks`, 'export the model again')
  return joinedConstants(
    call,
    parts.map((part) => ({ ...part, dims: withAxes(part.dims, [axis]) })),
    axis
  )
}

/** Single places along an axis, which goes. */
export function unstacked(call: OperatorCall, stated: number): Value[] {
  const value = call.value(0)
  const axis = call.axisOf(stated, value)
  const sizes = sizesOf(value)
  const places = sizes[axis]!
  if (places < call.operator.outputs.length) {
    call.refuse(`takes ${call.operator.outputs.length} places of ${places}`, 'convert the model again')
  }
  const parts = split(call, value, axis, new Array<number>(call.operator.outputs.length).fill(1))
  return parts.map((part, i) => {
    const whole = isConstant(part) ? call.constantValue(part) : part
    return call.reshaped(whole, sizes.toSpliced(axis, 1), { step: `place-${i}` })
  })
}
