import type { OperatorImporter } from './call.ts'
import { constant } from './constant.ts'
import { alongAxis, repeatedTo, scaled } from './elementwise.ts'
import { sizesOf } from './value.ts'

/**
 * (x - mean) / sqrt(variance + epsilon) * scale + bias with mean and variance of the tensor at hand along its last axis
 * (Ba, Kiros and Hinton 2016). The mean is a matrix, so that everything has a known gradient.
 */
const layerNormalization: OperatorImporter = (call) => {
  const value = call.value(0)
  const axis = call.axisOf(call.int('axis', -1), value)
  if (axis !== value.axes.length - 1) call.refuse('normalises several axes together', 'normalise the last axis alone')
  const length = sizesOf(value)[axis]!
  // I - 1/n takes the mean off.
  const centring = new Float32Array(length * length).fill(-1 / length)
  for (let i = 0; i < length; i++) centring[i * length + i]! += 1
  const centred = alongAxis(call, value, axis, { shape: [length, length], data: centring }, 'centred')
  const square = call.emit({ type: 'multiply' }, [centred, centred], centred.shape, {
    step: 'square',
    axes: centred.axes
  })
  const mean = { shape: [length, 1] as const, data: new Float32Array(length).fill(1 / length) }
  const variance = alongAxis(call, square, axis, mean, 'variance')
  const epsilon = { scale: Float32Array.of(1), offset: Float32Array.of(call.float('epsilon', 1e-5)) }
  const safe = call.emit({ type: 'affine', ...epsilon }, [variance], variance.shape, {
    step: 'safe',
    axes: variance.axes
  })
  const inverse = call.emit({ type: 'activation', activation: { kind: 'power', exponent: -0.5 } }, [safe], safe.shape, {
    step: 'inverse',
    axes: safe.axes
  })
  const spread = call.arranged(repeatedTo(call, inverse, sizesOf(centred)), centred.axes)
  const standard = call.emit({ type: 'multiply' }, [centred, spread], centred.shape, {
    step: 'standard',
    axes: centred.axes
  })
  return scaled(call, standard, call.constant(1), call.optional(2) ?? constant([], [0]))
}

export const normalisationOperators: Record<string, OperatorImporter> = { LayerNormalization: layerNormalization }
