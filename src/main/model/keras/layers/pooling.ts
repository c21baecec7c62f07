import { z } from 'zod'
import { pooled, wholeAverage, wholeMaximum } from '../../lowering/pooling.ts'
import { windowPads } from '../../lowering/windowPads.ts'
import { dataFormat, padding, pair } from './fields.ts'
import type { LayerImporter } from './layerCall.ts'

const Pooling = z.looseObject({
  pool_size: pair.default([2, 2]),
  strides: pair.nullish(),
  padding,
  data_format: dataFormat
})

const pool =
  (type: 'max-pool' | 'average-pool'): LayerImporter =>
  (call) => {
    const { pool_size: size, strides: stated, padding: mode } = call.config(Pooling)
    const picture = call.picture()
    const [height, width] = picture.shape
    const strides = stated ?? size
    return pooled(call, picture, type, { size, strides, pads: windowPads(mode, [height, width], size, strides) })
  }

const Global = z.looseObject({ keepdims: z.boolean().default(false), data_format: dataFormat })

const globalAverage: LayerImporter = (call) => {
  const { keepdims: keep } = call.config(Global)
  return wholeAverage(call, call.picture(), { keep, step: 'pool' })
}

const globalMax: LayerImporter = (call) => {
  const { keepdims: keep } = call.config(Global)
  return wholeMaximum(call, call.picture(), { keep, step: 'pool', ties: 'shared' })
}

export const poolingLayers: Record<string, LayerImporter> = {
  MaxPooling2D: pool('max-pool'),
  AveragePooling2D: pool('average-pool'),
  GlobalAveragePooling2D: globalAverage,
  GlobalMaxPooling2D: globalMax
}
