import { z } from 'zod'
import { resamplingMatrix } from '../../lowering/interpolation.ts'
import { cropped } from '../../lowering/margins.ts'
import { type ResizeMethod, resizeMethods, tensorflowInterpolation } from '../../lowering/tensorflowResizing.ts'
import { dataFormat, pair } from './fields.ts'
import type { Value } from '../../lowering/value.ts'
import type { LayerCall, LayerImporter } from './layerCall.ts'

/** Layers that enlarge or reduce pictures. */

const method = z.enum(resizeMethods)

const upsample: LayerImporter = (call) => {
  const schema = z.looseObject({
    size: pair.default([2, 2]),
    interpolation: method.default('nearest'),
    data_format: dataFormat
  })
  const { size: factor, interpolation } = call.config(schema)
  const picture = call.picture()
  const [height, width, channels] = picture.shape
  const shape = [height * factor[0], width * factor[1], channels]
  if (interpolation !== 'nearest') return resized(call, picture, [shape[0]!, shape[1]!], interpolation)
  return call.emit({ type: 'upsample', factor }, [picture], shape, { like: picture })
}

const resizing: LayerImporter = (call) => {
  const schema = z.looseObject({
    height: z.number().int().positive(),
    width: z.number().int().positive(),
    interpolation: method.default('bilinear'),
    crop_to_aspect_ratio: z.boolean().default(false),
    pad_to_aspect_ratio: z.literal(false).default(false),
    antialias: z.literal(false).default(false),
    data_format: dataFormat
  })
  const { height, width, interpolation, crop_to_aspect_ratio: crops } = call.config(schema)
  const picture = crops ? cutToAspect(call, [height, width]) : call.picture()
  return resized(call, picture, [height, width], interpolation)
}

/** The largest middle part of the picture that has the form of `size`, as Keras rounds it. */
function cutToAspect(call: LayerCall, size: readonly [number, number]): Value {
  const picture = call.picture()
  const [height, width] = picture.shape
  const [rows, columns] = [
    Math.min(height, Math.floor((width * size[0]) / size[1])),
    Math.min(width, Math.floor((height * size[1]) / size[0]))
  ]
  const [top, left] = [Math.floor((height - rows) / 2), Math.floor((width - columns) / 2)]
  return cropped(call, picture, [top, width - columns - left, height - rows - top, left], 'crop')
}

/** Columns and then rows, each by a matrix on the last axis. TensorFlow matches the centres of pixels. */
function resized(call: LayerCall, picture: Value, size: readonly [number, number], method: ResizeMethod): Value {
  const [height, width, channels] = picture.shape as readonly [number, number, number]
  const how = tensorflowInterpolation(method)
  const dense = (from: number, to: number) => ({
    type: 'dense' as const,
    kernel: { shape: [from, to], data: resamplingMatrix(from, to, to / from, how) },
    bias: null
  })
  const columnsLast = call.emit({ type: 'permute', axes: [0, 2, 1] }, [picture], [height, channels, width], {
    step: 'columns'
  })
  const wide = call.emit(dense(width, size[1]), [columnsLast], [height, channels, size[1]], { step: 'width' })
  const rowsLast = call.emit({ type: 'permute', axes: [1, 2, 0] }, [wide], [channels, size[1], height], {
    step: 'rows'
  })
  const high = call.emit(dense(height, size[0]), [rowsLast], [channels, size[1], size[0]], { step: 'height' })
  return call.emit({ type: 'permute', axes: [2, 1, 0] }, [high], [...size, channels], {
    like: picture
  })
}

export const resizingLayers: Record<string, LayerImporter> = { UpSampling2D: upsample, Resizing: resizing }
