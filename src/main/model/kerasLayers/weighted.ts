import { z } from 'zod'
import type { Weights } from '../graph.ts'
import { permuteWeights } from '../permuteWeights.ts'
import { transposedSize, windowPads, windowSize } from '../padding.ts'
import { fusedActivation } from './activations.ts'
import { dataFormat, padding, pair } from './fields.ts'
import type { LayerCall, LayerImporter } from './layerCall.ts'

const Convolution = z.looseObject({
  filters: z.number().int().positive(),
  kernel_size: pair,
  strides: pair.default([1, 1]),
  padding,
  dilation_rate: pair.default([1, 1]),
  groups: z.literal(1).default(1),
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
  const kernel = forwardKernel(call, kernel_size, channels, filters)
  const bias = config.use_bias ? call.weight(1, [filters]).data : null
  const node = call.emit({ type: 'conv2d', kernel, bias, strides, dilations, pads }, [picture], [...size, filters], {
    channelsFirst: picture.channelsFirst
  })
  return fusedActivation(call, node)
}

const TransposedConvolution = Convolution.extend({
  dilation_rate: pair.default([1, 1]).refine(([y, x]) => y === 1 && x === 1),
  output_padding: z.null().optional()
})

const conv2dTranspose: LayerImporter = (call) => {
  const config = call.config(TransposedConvolution)
  const picture = call.picture()
  const [height, width, channels] = picture.shape
  const { kernel_size, strides, filters } = config
  const size = transposedSize(config.padding, [height, width], kernel_size, strides)
  const pads = windowPads(config.padding, size, kernel_size, strides)
  const kernel = call.weight(0, [...kernel_size, filters, channels])
  const bias = config.use_bias ? call.weight(1, [filters]).data : null
  const node = call.emit({ type: 'conv2d-transpose', kernel, bias, strides, pads }, [picture], [...size, filters], {
    channelsFirst: picture.channelsFirst
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
  Conv2DTranspose: conv2dTranspose,
  Dense: dense
}
