import { normalisedAlongLastAxis } from '../lastAxisNorm.ts'
import type { OperatorImporter } from '../operators/call.ts'
import { constant } from '../operators/constant.ts'
import { scaled } from '../operators/elementwise.ts'

/** (x - mean) / sqrt(variance + epsilon) * scale + bias, the mean and variance of the tensor at hand along its last axis. */
const layerNormalization: OperatorImporter = (call) => {
  const value = call.value(0)
  if (call.axisOf(call.int('axis', -1), value) !== value.axes.length - 1) {
    call.refuse('normalises several axes together', 'normalise the last axis alone')
  }
  const plain = call.arranged(
    value,
    value.axes.map((_, axis) => axis)
  )
  const standard = normalisedAlongLastAxis(
    (step, op, inputs, shape) => call.emit(op, inputs, shape, { step }),
    plain,
    call.float('epsilon', 1e-5)
  )
  return scaled(call, standard, call.constant(1), call.optional(2) ?? constant([], [0]))
}

export const normalisationOperators: Record<string, OperatorImporter> = { LayerNormalization: layerNormalization }
