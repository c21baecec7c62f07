import { z } from 'zod'
import type { Pads } from '../../graph/graph.ts'
import { activate, affine } from '../../lowering/activations.ts'
import { negated } from '../../lowering/elementwise.ts'
import { convolved } from '../../lowering/convolution.ts'
import { pooled } from '../../lowering/pooling.ts'
import { windowPads } from '../../lowering/windowPads.ts'
import { activated } from './activations.ts'
import { activation, padding } from './fields.ts'
import { type Frames, isFrames } from '../../lowering/frames.ts'
import { channelsLast, type Value } from '../../lowering/value.ts'
import type { LayerCall, LayerImporter } from './layerCall.ts'

/**
 * Layers that work across the frames of a sequence, as 3D convolutions do. A frame stays a node of its own: what a layer
 * makes of several frames is a sum, a mean or a maximum of what it makes of each.
 */

const size = z.number().int().positive()
const triple = z.union([size.transform((n) => [n, n, n] as const), z.tuple([size, size, size])])
const dataFormat = z.literal('channels_last').default('channels_last')

/** Which steps of a sequence each step of the result sees: for each of these, places of the window that lie inside. */
function windows(
  steps: number,
  length: number,
  stride: number,
  mode: 'valid' | 'same'
): { step: number; tap: number }[][] {
  const count = mode === 'same' ? Math.ceil(steps / stride) : Math.floor((steps - length) / stride) + 1
  const before = mode === 'same' ? Math.floor(Math.max(0, (count - 1) * stride + length - steps) / 2) : 0
  return Array.from({ length: Math.max(0, count) }, (_, at) =>
    Array.from({ length }, (_, tap) => ({ step: at * stride + tap - before, tap })).filter(
      ({ step }) => step >= 0 && step < steps
    )
  )
}

/** The frames of the input, channels last. */
function frames(call: LayerCall): readonly (Value & { shape: readonly [number, number, number] })[] {
  const [input = null] = call.inputs
  if (!isFrames(input) || input.frames.some(({ axes }) => axes.join() !== channelsLast.join())) {
    return call.refuse(
      'gets no sequence of pictures with their channels last',
      'save the model with [frames, height, width, channels]'
    )
  }
  return input.frames as readonly (Value & { shape: readonly [number, number, number] })[]
}

function sequence(call: LayerCall, frames: readonly Value[]): Frames {
  return frames.length > 0 ? { frames, inBatch: false } : call.refuse('leaves no frame', 'save the model again')
}

const Convolution = z.looseObject({
  filters: size,
  kernel_size: triple,
  strides: triple.default([1, 1, 1]),
  padding,
  dilation_rate: triple.default([1, 1, 1]),
  groups: z.literal(1).default(1),
  use_bias: z.boolean().default(true),
  activation,
  data_format: dataFormat
})

const conv3d: LayerImporter = (call) => {
  const config = call.config(Convolution)
  const steps = frames(call)
  const [height, width, channels] = steps[0]!.shape
  const [length, ...kernelSize] = config.kernel_size
  const [stride, ...strides] = config.strides
  const [apart, ...dilations] = config.dilation_rate
  if (apart !== 1) call.refuse('has frames of its kernel apart, which is not supported', 'use a dilation of 1 there')
  const pads = windowPads(config.padding, [height, width], kernelSize, strides, dilations)
  const kernel = call.weight(0, [...config.kernel_size, channels, config.filters])
  const bias = config.use_bias ? call.weight(1, [config.filters]).data : null
  const slab = kernel.data.length / length
  const tapOf = (tap: number) => ({
    shape: [...kernelSize, channels, config.filters],
    data: kernel.data.subarray(tap * slab, (tap + 1) * slab)
  })
  const results = windows(steps.length, length, stride, config.padding).map((seen, at) => {
    const name = String(at + 1)
    const parts = seen.map(({ step, tap }, i) => {
      // The bias belongs to the sum.
      const weights = { kernel: tapOf(tap), bias: i === 0 ? bias : null }
      const own = seen.length === 1 ? name : `${name}/tap-${tap + 1}`
      return convolved(call, steps[step]!, weights, { strides, dilations, pads }, own)
    })
    const sum = parts.length === 1 ? parts[0]! : call.emit({ type: 'add' }, parts, parts[0]!.shape, { step: name })
    return activated(call, config.activation, sum, `${name}/activation`)
  })
  return sequence(call, results)
}

const Pooling = z.looseObject({
  pool_size: triple.default([2, 2, 2]),
  strides: triple.nullish(),
  padding,
  data_format: dataFormat
})

const pool3d =
  (type: 'max-pool' | 'average-pool'): LayerImporter =>
  (call) => {
    const config = call.config(Pooling)
    const [length, ...pool] = config.pool_size
    const [stride, ...strides] = config.strides ?? config.pool_size
    const steps = frames(call)
    const pads: Pads = windowPads(config.padding, steps[0]!.shape.slice(0, 2) as [number, number], pool, strides)
    const each = steps.map((frame, i) => pooled(call, frame, type, { size: pool, strides, pads }, `frame-${i + 1}`))
    const results = windows(steps.length, length, stride, config.padding).map((seen, at) => {
      const parts = seen.map(({ step }) => each[step]!)
      const name = String(at + 1)
      return type === 'average-pool'
        ? mean(call, parts, name)
        : parts.reduce((largest, part, i) => maximum(call, largest, part, `${name}-${i}`))
    })
    return sequence(call, results)
  }

function mean(call: LayerCall, parts: readonly Value[], step: string): Value {
  const [first] = parts as [Value]
  if (parts.length === 1) return first
  const sum = call.emit({ type: 'add' }, parts, first.shape, { step: `${step}/sum` })
  return affine(call, sum, 1 / parts.length, 0, step)
}

/** a + max(b - a, 0) */
function maximum(call: LayerCall, a: Value, b: Value, step: string): Value {
  const less = negated(call, a, `${step}/less`)
  const more = call.emit({ type: 'add' }, [b, less], a.shape, { step: `${step}/more` })
  const gain = activate(call, { kind: 'relu' }, more, `${step}/gain`)
  return call.emit({ type: 'add' }, [a, gain], a.shape, { step })
}

/** The mean of each channel over all frames and pixels. */
const globalAverage: LayerImporter = (call) => {
  call.config(z.looseObject({ keepdims: z.literal(false).default(false), data_format: dataFormat }))
  const steps = frames(call)
  const channels = steps[0]!.shape[2]
  const means = steps.map((frame, i) =>
    call.emit({ type: 'global-average-pool' }, [frame], [channels], { step: `frame-${i + 1}` })
  )
  return mean(call, means, 'mean')
}

export const acrossFramesLayers: Record<string, LayerImporter> = {
  Conv3D: conv3d,
  MaxPooling3D: pool3d('max-pool'),
  AveragePooling3D: pool3d('average-pool'),
  GlobalAveragePooling3D: globalAverage
}
