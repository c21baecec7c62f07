import { z } from 'zod'
import { normalisedAlongLastAxis } from '../../lowering/normalisation.ts'
import { affineAlong } from './arithmetic.ts'
import { axes as axesField } from './fields.ts'
import type { LayerCall, LayerImporter } from './layerCall.ts'
import { normalisationByPictureLayers, normalizationAlong } from './normalisationByPicture.ts'

/** Layers that bring values to a standard spread. */

const singleAxis = z.union([z.number().int(), z.tuple([z.number().int()]).transform(([axis]) => axis)]).default(-1)

const BatchNormalization = z.looseObject({
  axis: singleAxis,
  // Keras 1: 0 is what later versions do; 1 and 2 normalise by the batch at hand.
  mode: z.literal(0).default(0),
  epsilon: z.number().default(0.001),
  center: z.boolean().default(true),
  scale: z.boolean().default(true)
})

/** (x - mean) / sqrt(variance + epsilon) * gamma + beta, with the statistics of training, as one affine node. */
const batchNormalization: LayerImporter = (call) => {
  const config = call.config(BatchNormalization)
  const axis = call.graphAxis(config.axis, call.input)
  const channels = call.input.shape[axis]!
  let next = 0
  const take = (): Float32Array => call.weight(next++, [channels]).data
  const gamma = config.scale ? take() : null
  const beta = config.center ? take() : null
  const mean = take()
  const variance = take()
  const scale = new Float32Array(channels)
  const offset = new Float32Array(channels)
  for (let c = 0; c < channels; c++) {
    const factor = (gamma?.[c] ?? 1) / Math.sqrt(variance[c]! + config.epsilon)
    scale[c] = factor
    offset[c] = (beta?.[c] ?? 0) - mean[c]! * factor
  }
  return affineAlong(call, axis, scale, offset)
}

const LayerNormalization = BatchNormalization.extend({
  axis: axesField,
  // Of Keras 3: the mean is not taken off.
  rms_scaling: z.literal(false).nullish()
})

/** Keras's LayerNormalization: every picture by its own mean and variance, along its last axis or any others. */
const layerNormalization: LayerImporter = (call) => {
  const { axis: stated, epsilon, center, scale } = call.config(LayerNormalization)
  const input = call.inKerasOrder()
  if (stated.length > 1 || (stated[0] !== -1 && stated[0] !== input.shape.length)) {
    return normalizationAlong(call, stated, { epsilon, center, scale })
  }
  const length = input.shape.at(-1)!
  const gamma = scale ? call.weight(0, [length]).data : Float32Array.of(1)
  const beta = center ? call.weight(scale ? 1 : 0, [length]).data : Float32Array.of(0)
  const standard = normalisedAlongLastAxis(call, input, epsilon)
  return call.emit({ type: 'affine', scale: gamma, offset: beta }, [standard], input.shape)
}

const numbers = z.union([z.number().transform((n) => [n]), z.array(z.unknown()).transform(flatNumbers)])

function flatNumbers(nested: unknown): number[] {
  return Array.isArray(nested) ? nested.flatMap(flatNumbers) : [Number(nested)]
}

/**
 * (x - mean) / max(sqrt(variance), 1e-7), with mean and variance from the configuration, else from the weights. Inverted it is
 * x max(sqrt(variance), 1e-7) + mean.
 */
const normalization: LayerImporter = (call) => {
  const schema = z.looseObject({
    axis: singleAxis.nullable(),
    mean: numbers.nullish(),
    variance: numbers.nullish(),
    invert: z.boolean().default(false)
  })
  const { axis: stated, mean, variance, invert } = call.config(schema)
  const axis = stated === null ? call.input.shape.length - 1 : call.graphAxis(stated, call.input)
  const channels = stated === null ? 1 : call.input.shape[axis]!
  const means = mean ?? statistic(call, 0, channels)
  const variances = variance ?? statistic(call, 1, channels)
  const deviations = Float32Array.from(variances, (v) => Math.max(Math.sqrt(v), 1e-7))
  if (invert) return affineAlong(call, axis, deviations, Float32Array.from(means))
  const scale = deviations.map((deviation) => 1 / deviation)
  const offset = scale.map((factor, i) => -means[i % means.length]! * factor)
  return affineAlong(call, axis, scale, offset)
}

function statistic(call: LayerCall, index: number, channels: number): readonly number[] {
  const found = call.weights[index]
  const data = found ? found.data : call.weight(index, [channels]).data
  return Array.from(data)
}

export const normalisationLayers: Record<string, LayerImporter> = {
  ...normalisationByPictureLayers,
  BatchNormalization: batchNormalization,
  LayerNormalization: layerNormalization,
  Normalization: normalization
}
