import type { Op, Shape } from '../graph/graph.ts'
import type { OperatorCall } from './call.ts'
import { affine } from './activations.ts'
import { combined, raised } from './elementwise.ts'
import { centred, meanSquare } from './reductions.ts'
import type { Value } from './value.ts'

/** Normalisation by the mean and variance of the picture at hand. */

/**
 * (x - mean) / sqrt(variance + epsilon) with mean and variance of each picture along the last axis, as layer
 * normalisation has it (Ba, Kiros and Hinton 2016); the value's axes lie in the model's order. Means are products with
 * matrices, so that all of it is made of operations that have gradients.
 */
export function normalisedAlongLastAxis(call: OperatorCall, value: Value, epsilon: number): Value {
  const emit = (step: string, op: Op, inputs: readonly Value[], shape: Shape): Value =>
    call.emit(op, inputs, shape, { step })
  const { shape } = value
  const length = shape.at(-1)!
  const one = [...shape.slice(0, -1), 1]
  const matrix = (rows: number, columns: number, fill: number): Op & { type: 'dense' } => ({
    type: 'dense',
    kernel: { shape: [rows, columns], data: new Float32Array(rows * columns).fill(fill) },
    bias: null
  })
  const repeat = matrix(1, length, 1)
  const mean = emit('mean', matrix(length, 1, -1 / length), [value], one)
  const centred = emit('centred', { type: 'add' }, [value, emit('means', repeat, [mean], shape)], shape)
  const square = emit('square', { type: 'multiply' }, [centred, centred], shape)
  const variance = emit('variance', matrix(length, 1, 1 / length), [square], one)
  const safe = { type: 'affine', scale: Float32Array.of(1), offset: Float32Array.of(epsilon) } as const
  const inverse = emit(
    'inverse',
    { type: 'activation', activation: { kind: 'power', exponent: -0.5 } },
    [emit('safe', safe, [variance], one)],
    one
  )
  const spread = emit('spread', repeat, [inverse], shape)
  return { ...emit('standard', { type: 'multiply' }, [centred, spread], shape), batchAt: value.batchAt }
}

/** (x - mean) / sqrt(variance + epsilon) with mean and variance of each picture along axes, as indices into the value's axes. */
export function standardised(call: OperatorCall, value: Value, axes: readonly number[], epsilon: number): Value {
  const rest = centred(call, value, axes)
  const variance = meanSquare(call, rest, { axes, keep: true })
  const scale = raised(call, affine(call, variance, 1, epsilon, 'line'), -0.5, 'scale')
  return combined(call, 'multiply', rest, scale)
}
