import { z } from 'zod'
import type { Pads } from '../../graph/graph.ts'
import { convolved } from '../../lowering/convolution.ts'
import { cropped, framed } from '../../lowering/margins.ts'
import { pooled, wholeAverage, wholeMaximum } from '../../lowering/pooling.ts'
import { windowPads } from '../../lowering/windowPads.ts'
import { fusedActivation } from './activations.ts'
import { padding } from './fields.ts'
import type { Value } from '../../lowering/value.ts'
import type { LayerCall, LayerImporter } from './layerCall.ts'

/** Layers along the rows of a sequence of vectors, [steps, features], as of a picture that is one pixel wide. */

/** A number, alone or as a list of one. */
const single = z.union([z.number().int().positive(), z.tuple([z.number().int().positive()]).transform(([n]) => n)])

/** The input as [steps, 1, features]. */
function column(call: LayerCall): Value & { shape: readonly [number, number, number] } {
  const { input } = call
  const [steps = 0, features = 0, ...more] = input.shape
  if (features === 0 || more.length > 0) {
    return call.refuse(
      `gets a tensor of shape [${input.shape.join(', ')}], which is no sequence of vectors`,
      'save the model again'
    )
  }
  const shape = [steps, 1, features] as const
  return { ...call.emit({ type: 'reshape' }, [input], shape, { step: 'column' }), shape }
}

function rows(call: LayerCall, value: Value): Value {
  const [steps = 0, , features = 0] = value.shape
  return call.emit({ type: 'reshape' }, [value], [steps, features])
}

const Convolution = z.looseObject({
  filters: z.number().int().positive(),
  kernel_size: single,
  strides: single.default(1),
  padding: z.enum(['valid', 'same', 'causal']).default('valid'),
  dilation_rate: single.default(1),
  groups: z.literal(1).default(1),
  use_bias: z.boolean().default(true)
})

const conv1d: LayerImporter = (call) => {
  const { filters, kernel_size: length, ...config } = call.config(Convolution)
  const input = column(call)
  const [steps, , features] = input.shape
  const [strides, dilations] = [[config.strides, 1] as const, [config.dilation_rate, 1] as const]
  // 'causal' pads in front alone, so that no step sees what comes after it.
  const pads: Pads =
    config.padding === 'causal'
      ? [(length - 1) * config.dilation_rate, 0, 0, 0]
      : windowPads(config.padding, [steps, 1], [length, 1], strides, dilations)
  const kernel = { shape: [length, 1, features, filters], data: call.weight(0, [length, features, filters]).data }
  const bias = config.use_bias ? call.weight(1, [filters]).data : null
  const along = convolved(call, input, { kernel, bias }, { strides, dilations, pads }, 'convolution')
  return fusedActivation(call, rows(call, along))
}

const Pooling = z.looseObject({ pool_size: single.default(2), strides: single.nullish(), padding })

const pool1d =
  (type: 'max-pool' | 'average-pool'): LayerImporter =>
  (call) => {
    const { pool_size: length, strides: stated, padding: mode } = call.config(Pooling)
    const input = column(call)
    const [size, strides] = [[length, 1] as const, [stated ?? length, 1] as const]
    const pads = windowPads(mode, [input.shape[0], 1], size, strides)
    return rows(call, pooled(call, input, type, { size, strides, pads }, 'pool'))
  }

const Global = z.looseObject({ keepdims: z.literal(false).default(false) })

const globalPool =
  (kind: 'average' | 'max'): LayerImporter =>
  (call) => {
    call.config(Global)
    const how = { keep: false, step: 'pool' }
    if (kind === 'average') return wholeAverage(call, column(call), how)
    return wholeMaximum(call, column(call), { ...how, ties: 'shared' })
  }

const ends = z.union([
  z
    .number()
    .int()
    .min(0)
    .transform((n) => [n, n] as const),
  z.tuple([z.number().int().min(0)]).transform(([n]) => [n, n] as const),
  z.tuple([z.number().int().min(0), z.number().int().min(0)])
])

const pad1d: LayerImporter = (call) => {
  const { padding: around } = call.config(z.looseObject({ padding: ends.default([1, 1]) }))
  return rows(call, framed(call, column(call), [around[0], 0, around[1], 0], 'pad'))
}

const crop1d: LayerImporter = (call) => {
  const { cropping } = call.config(z.looseObject({ cropping: ends.default([1, 1]) }))
  const input = column(call)
  return rows(call, cropped(call, input, [cropping[0], 0, cropping[1], 0], 'crop'))
}

const upsample1d: LayerImporter = (call) => {
  const { size } = call.config(z.looseObject({ size: single.default(2) }))
  const input = column(call)
  const [steps, , features] = input.shape
  return rows(
    call,
    call.emit({ type: 'upsample', factor: [size, 1] }, [input], [steps * size, 1, features], { step: 'up' })
  )
}

/** A vector as each of n steps. */
const repeatVector: LayerImporter = (call) => {
  const { n } = call.config(z.looseObject({ n: z.number().int().positive() }))
  const { input } = call
  const features = input.shape[0]!
  if (input.shape.length !== 1) call.refuse('repeats something else than a vector', 'save the model again')
  return rows(call, call.emit({ type: 'broadcast', factor: 1 }, [input], [n, 1, features], { step: 'repeat' }))
}

export const alongRowsLayers: Record<string, LayerImporter> = {
  ZeroPadding1D: pad1d,
  Cropping1D: crop1d,
  UpSampling1D: upsample1d,
  RepeatVector: repeatVector,
  Conv1D: conv1d,
  MaxPooling1D: pool1d('max-pool'),
  AveragePooling1D: pool1d('average-pool'),
  GlobalAveragePooling1D: globalPool('average'),
  GlobalMaxPooling1D: globalPool('max')
}
