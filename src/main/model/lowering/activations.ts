import type { ActivationKind } from '../graph/graph.ts'
import type { OperatorCall, OperatorImporter } from './call.ts'
import type { Value } from './value.ts'

/** Functions of each number by itself, and softmax, for operators of any format. */

export function activate(call: OperatorCall, kind: ActivationKind, value: Value, step?: string): Value {
  return call.emit({ type: 'activation', activation: kind }, [value], value.shape, {
    ...(step ? { step } : {}),
    like: value
  })
}

export function affine(call: OperatorCall, value: Value, scale: number, offset: number, step?: string): Value {
  const op = { type: 'affine', scale: Float32Array.of(scale), offset: Float32Array.of(offset) } as const
  return call.emit(op, [value], value.shape, { ...(step ? { step } : {}), like: value })
}

/** An operator that is one activation of its first input. */
export const simple =
  (kindOf: (call: OperatorCall) => ActivationKind): OperatorImporter =>
  (call) =>
    activate(call, kindOf(call), call.anyValue(0))

/** Softmax along one of the model's axes, given as its index in the value's axes. */
export function softmax(call: OperatorCall, value: Value, axis: number, step?: string): Value {
  const last = value.shape.length - 1
  const axes = value.axes.map((at) => (at === value.axes[axis] ? last : at === last ? value.axes[axis]! : at))
  return activate(call, { kind: 'softmax' }, call.arranged(value, axes), step)
}
