import { z } from 'zod'
import type { Weights } from '../../graph/graph.ts'
import { permuteWeights } from '../../graph/permuteWeights.ts'
import { transposedSize, windowPads, windowSize } from '../../lowering/windowPads.ts'
import { fusedActivation } from './activations.ts'
import { dataFormat, padding, pair } from './fields.ts'
import type { Value } from '../../lowering/value.ts'
import type { LayerCall, LayerImporter } from './layerCall.ts'

const Convolution = z.looseObject({
  filters: z.number().int().positive(),
  kernel_size: pair,
  strides: pair.default([1, 1]),
  padding,
  dilation_rate: pair.default([1, 1]),
  groups: z.number().int().positive().default(1),
  use_bias: z.boolean().default(true),
  data_format: dataFormat
})

/** Keras 1 with 'th' ordering stored kernels as [out, in, kh, kw]; every other version as [kh, kw, in, out]. */
function forwardKernel(call: LayerCall, kernel: readonly [number, number], channels: number, filters: number): Weights {
  if (call.layer.config['dim_ordering'] !== 'th') return call.weight(0, [...kernel, channels, filters])
  return permuteWeights(call.weight(0, [filters, channels, ...kernel]), [2, 3, 1, 0])
}

const conv2d: LayerImporter = (call) => {
  const config = call.config(Convolution)
  const picture = call.picture()
  const [height, width, channels] = picture.shape
  const { kernel_size, strides, dilation_rate: dilations, filters } = config
  const pads = windowPads(config.padding, [height, width], kernel_size, strides, dilations)
  const size = windowSize([height, width], kernel_size, strides, pads, dilations)
  if (size[0] < 1 || size[1] < 1) {
    call.refuse(
      `has a ${kernel_size.join('x')} kernel, larger than its ${height}x${width} input`,
      'save the model again'
    )
  }
  if (channels % config.groups !== 0 || filters % config.groups !== 0) {
    call.refuse(`divides ${channels} channels into ${config.groups} groups`, 'save the model again')
  }
  const { groups } = config
  const kernel = forwardKernel(call, kernel_size, channels / groups, filters)
  const bias = config.use_bias ? call.weight(1, [filters]).data : null
  const op = { type: 'conv2d', kernel, bias, strides, dilations, pads, groups } as const
  const node = call.emit(op, [picture], [...size, filters], { like: picture })
  return fusedActivation(call, node)
}

const Depthwise = Convolution.extend({
  filters: z.number().optional(),
  depth_multiplier: z.number().int().positive().default(1)
})

/** Each channel convolved by itself: [kh, kw, channels, multiplier] is a kernel of as many groups as channels. */
function depthwise(
  call: LayerCall,
  config: z.infer<typeof Depthwise>,
  weights: Weights,
  bias: Float32Array | null,
  step?: string
): Value {
  const picture = call.picture()
  const [height, width, channels] = picture.shape
  const { kernel_size, strides, dilation_rate: dilations } = config
  const out = channels * config.depth_multiplier
  const pads = windowPads(config.padding, [height, width], kernel_size, strides, dilations)
  const size = windowSize([height, width], kernel_size, strides, pads, dilations)
  const kernel = { shape: [...kernel_size, 1, out], data: weights.data }
  const op = { type: 'conv2d', kernel, bias, strides, dilations, pads, groups: channels } as const
  return call.emit(op, [picture], [...size, out], {
    ...(step ? { step } : {}),
    like: picture
  })
}

const depthwiseWeights = (call: LayerCall, config: z.infer<typeof Depthwise>): Weights =>
  call.weight(0, [...config.kernel_size, call.picture().shape[2], config.depth_multiplier])

const depthwiseConv2d: LayerImporter = (call) => {
  const config = call.config(Depthwise)
  const weights = depthwiseWeights(call, config)
  const bias = config.use_bias ? call.weight(1, [weights.shape[2]! * weights.shape[3]!]).data : null
  return fusedActivation(call, depthwise(call, config, weights, bias))
}

/** A depthwise convolution and a 1x1 convolution behind it. */
const separableConv2d: LayerImporter = (call) => {
  const config = call.config(Depthwise.extend({ filters: z.number().int().positive() }))
  const { filters } = config
  const deep = depthwise(call, config, depthwiseWeights(call, config), null, 'depthwise')
  const [height, width, channels] = deep.shape as readonly [number, number, number]
  const kernel = call.weight(1, [1, 1, channels, filters])
  const bias = config.use_bias ? call.weight(2, [filters]).data : null
  const op = { type: 'conv2d', kernel, bias, strides: [1, 1], dilations: [1, 1], pads: [0, 0, 0, 0] } as const
  return fusedActivation(call, call.emit(op, [deep], [height, width, filters], { like: deep }))
}

const atLeastNone = z.number().int().nonnegative()

const TransposedConvolution = Convolution.extend({
  dilation_rate: pair.default([1, 1]).refine(([y, x]) => y === 1 && x === 1),
  output_padding: z
    .union([atLeastNone.transform((n) => [n, n] as const), z.tuple([atLeastNone, atLeastNone])])
    .nullish()
})

const conv2dTranspose: LayerImporter = (call) => {
  const config = call.config(TransposedConvolution)
  const picture = call.picture()
  const [height, width, channels] = picture.shape
  const { kernel_size, strides, filters } = config
  const size = transposedSize(config.padding, [height, width], kernel_size, strides, config.output_padding ?? null)
  const pads = windowPads(config.padding, size, kernel_size, strides)
  if (windowSize(size, kernel_size, strides, pads).join() !== `${height},${width}`) {
    call.refuse(
      `makes ${size.join('x')} pixels of ${height}x${width}, which a convolution does not lead back`,
      'save the model again'
    )
  }
  const kernel = call.weight(0, [...kernel_size, filters, channels])
  const bias = config.use_bias ? call.weight(1, [filters]).data : null
  const node = call.emit({ type: 'conv2d-transpose', kernel, bias, strides, pads }, [picture], [...size, filters], {
    like: picture
  })
  return fusedActivation(call, node)
}

const dense: LayerImporter = (call) => {
  const config = call.config(z.looseObject({ units: z.number().int().positive(), use_bias: z.boolean().default(true) }))
  const input = call.inKerasOrder()
  const kernel = call.weight(0, [input.shape.at(-1)!, config.units])
  const bias = config.use_bias ? call.weight(1, [config.units]).data : null
  const node = call.emit({ type: 'dense', kernel, bias }, [input], [...input.shape.slice(0, -1), config.units])
  return fusedActivation(call, node)
}

export const weightedLayers: Record<string, LayerImporter> = {
  Conv2D: conv2d,
  DepthwiseConv2D: depthwiseConv2d,
  SeparableConv2D: separableConv2d,
  Conv2DTranspose: conv2dTranspose,
  Dense: dense
}
