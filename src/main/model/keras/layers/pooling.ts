import { z } from 'zod'
import { windowPads, windowSize } from '../../lowering/windowPads.ts'
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
    const [height, width, channels] = picture.shape
    const strides = stated ?? size
    const pads = windowPads(mode, [height, width], size, strides)
    const result = windowSize([height, width], size, strides, pads)
    if (result[0] < 1 || result[1] < 1) {
      call.refuse(`pools ${size.join('x')} pixels of a ${height}x${width} input`, 'save the model again')
    }
    return call.emit({ type, size, strides, pads }, [picture], [...result, channels], {
      like: picture
    })
  }

const Global = z.looseObject({ keepdims: z.boolean().default(false), data_format: dataFormat })

const globalPool =
  (kind: 'average' | 'max'): LayerImporter =>
  (call) => {
    const { keepdims } = call.config(Global)
    const picture = call.picture()
    const [height, width, channels] = picture.shape
    const step = keepdims ? { step: 'pool' } : {}
    if (kind === 'average') {
      const mean = call.emit({ type: 'global-average-pool' }, [picture], [channels], step)
      return keepdims ? call.emit({ type: 'reshape' }, [mean], [1, 1, channels], { like: picture }) : mean
    }
    const whole = [height, width] as const
    const max = call.emit(
      { type: 'max-pool', size: whole, strides: whole, pads: [0, 0, 0, 0], ties: 'shared' },
      [picture],
      [1, 1, channels],
      keepdims ? { like: picture } : { step: 'pool' }
    )
    return keepdims ? max : call.emit({ type: 'reshape' }, [max], [channels])
  }

export const poolingLayers: Record<string, LayerImporter> = {
  MaxPooling2D: pool('max-pool'),
  AveragePooling2D: pool('average-pool'),
  GlobalAveragePooling2D: globalPool('average'),
  GlobalMaxPooling2D: globalPool('max')
}
