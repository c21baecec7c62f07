import { z } from 'zod'
import type { Weights } from '../../graph/graph.ts'
import { permuteWeights } from '../../graph/permuteWeights.ts'
import { convolved, ofEachChannel, slidSize, type Sliding, transposedConvolution } from '../../lowering/convolution.ts'
import { transposedSize, windowPads } from '../../lowering/windowPads.ts'
import { fusedActivation } from './activations.ts'
import { dataFormat, padding, pair } from './fields.ts'
import { sizesOf, type Value } from '../../lowering/value.ts'
import { dense } from '../../lowering/weighted.ts'
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

type Convolution = z.infer<typeof Convolution>

/** How a layer's kernel goes over a picture; it must not be larger. */
function sliding(
  call: LayerCall,
  config: Pick<Convolution, 'kernel_size' | 'strides' | 'padding' | 'dilation_rate'>,
  { shape }: Value
): Sliding {
  const { kernel_size: kernel, strides, dilation_rate: dilations } = config
  const [height, width] = shape as readonly [number, number, number]
  const pads = windowPads(config.padding, [height, width], kernel, strides, dilations)
  slidSize(call, [height, width], kernel, { strides, dilations, pads })
  return { strides, dilations, pads }
}

/** Keras 1 with 'th' ordering stored kernels as [out, in, kh, kw]; every other version as [kh, kw, in, out]. */
function forwardKernel(call: LayerCall, kernel: readonly [number, number], channels: number, filters: number): Weights {
  if (call.layer.config['dim_ordering'] !== 'th') return call.weight(0, [...kernel, channels, filters])
  return permuteWeights(call.weight(0, [filters, channels, ...kernel]), [2, 3, 1, 0])
}

const conv2d: LayerImporter = (call) => {
  const config = call.config(Convolution)
  const picture = call.picture()
  const { kernel_size, filters, groups } = config
  const window = sliding(call, config, picture)
  const channels = picture.shape[2]
  if (channels % groups !== 0) call.refuse(`divides ${channels} channels into ${groups} groups`, 'save the model again')
  const kernel = forwardKernel(call, kernel_size, channels / groups, filters)
  const bias = config.use_bias ? call.weight(1, [filters]).data : null
  return fusedActivation(call, convolved(call, picture, { kernel, bias }, window))
}

const Depthwise = Convolution.extend({
  filters: z.number().optional(),
  depth_multiplier: z.number().int().positive().default(1)
})

const depthwiseKernel = (
  call: LayerCall,
  { kernel_size, depth_multiplier }: z.infer<typeof Depthwise>,
  picture: Value
): Weights => ofEachChannel(call.weight(0, [...kernel_size, picture.shape[2]!, depth_multiplier]))

const depthwiseConv2d: LayerImporter = (call) => {
  const config = call.config(Depthwise)
  const picture = call.picture()
  const kernel = depthwiseKernel(call, config, picture)
  const bias = config.use_bias ? call.weight(1, [kernel.shape[3]!]).data : null
  return fusedActivation(call, convolved(call, picture, { kernel, bias }, sliding(call, config, picture)))
}

/** A depthwise convolution and a 1x1 convolution behind it. */
const separableConv2d: LayerImporter = (call) => {
  const config = call.config(Depthwise.extend({ filters: z.number().int().positive() }))
  const { filters } = config
  const picture = call.picture()
  const each = { kernel: depthwiseKernel(call, config, picture), bias: null }
  const deep = convolved(call, picture, each, sliding(call, config, picture), 'depthwise')
  const kernel = call.weight(1, [1, 1, deep.shape[2]!, filters])
  const bias = config.use_bias ? call.weight(2, [filters]).data : null
  return fusedActivation(call, convolved(call, deep, { kernel, bias }, { strides: [1, 1], pads: [0, 0, 0, 0] }))
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
  const kernel = call.weight(0, [...kernel_size, filters, channels])
  const bias = config.use_bias ? call.weight(1, [filters]).data : null
  return fusedActivation(call, transposedConvolution(call, picture, { kernel, bias }, { strides, pads }, size))
}

const fullyConnected: LayerImporter = (call) => {
  const config = call.config(z.looseObject({ units: z.number().int().positive(), use_bias: z.boolean().default(true) }))
  const kernel = call.weight(0, [sizesOf(call.input).at(-1)!, config.units])
  const bias = config.use_bias ? call.weight(1, [config.units]).data : null
  return fusedActivation(call, dense(call, kernel, bias))
}

export const weightedLayers: Record<string, LayerImporter> = {
  Conv2D: conv2d,
  DepthwiseConv2D: depthwiseConv2d,
  SeparableConv2D: separableConv2d,
  Conv2DTranspose: conv2dTranspose,
  Dense: fullyConnected
}
