import { z } from 'zod'
import { dataFormat, sides } from './fields.ts'
import { product } from '../../lowering/folding.ts'
import { cropped, framed } from '../../lowering/margins.ts'
import { isFrames } from '../../lowering/frames.ts'
import type { Value } from '../../lowering/value.ts'
import type { LayerCall, LayerImporter } from './layerCall.ts'

/** Layers that move, cut or repeat values without computing with them. */

/** Pictures one behind the other. */
function flatFrames(call: LayerCall, steps: readonly Value[]): Value {
  const flat = steps.map((frame, i) => {
    const whole = call.inKerasOrder(frame, `frame-${i + 1}/axes`)
    return call.emit({ type: 'reshape' }, [whole], [product(whole.shape)], { step: `frame-${i + 1}` })
  })
  const total = flat.reduce((sum, { shape }) => sum + shape[0]!, 0)
  return call.emit({ type: 'concat', axis: 0 }, flat, [total])
}

const flatten: LayerImporter = (call) => {
  const [input = null] = call.inputs
  if (isFrames(input) && input.frames[0]!.axes.length > 1) return flatFrames(call, input.frames)
  if (call.input.shape.length === 1) return call.input
  // With 'channels_first' stated, Flatten itself moves the channels to the end, which is where the graph has them.
  const stated = call.layer.config['data_format']
  const ordered = stated === 'channels_first' ? call.picture() : call.inKerasOrder()
  return call.emit({ type: 'reshape' }, [ordered], [product(ordered.shape)])
}

/** One size of a reshape is left to be worked out: -1, which TensorFlow.js writes as null. */
const targetSize = z.union([z.number().int().positive(), z.literal(-1), z.null()]).transform((size) => size ?? -1)

const reshape: LayerImporter = (call) => {
  const { target_shape: target } = call.config(z.looseObject({ target_shape: z.array(targetSize).min(1) }))
  const input = call.inKerasOrder()
  const known = product(target.filter((size) => size > 0))
  const shape = target.map((size) => (size > 0 ? size : product(input.shape) / known))
  if (product(shape) !== product(input.shape) || !shape.every(Number.isInteger)) {
    call.refuse(
      `turns [${input.shape.join(', ')}] into [${target.join(', ')}], which has another size`,
      'save the model again'
    )
  }
  return call.emit({ type: 'reshape' }, [input], shape)
}

const permute: LayerImporter = (call) => {
  const { dims } = call.config(z.looseObject({ dims: z.array(z.number().int().positive()).min(1) }))
  const input = call.inKerasOrder()
  const axes = dims.map((dim) => dim - 1)
  if ([...axes].sort((a, b) => a - b).some((axis, i) => axis !== i) || axes.length !== input.shape.length) {
    call.refuse(`has the axes (${dims.join(', ')}), which do not fit its input`, 'save the model again')
  }
  const shape = axes.map((axis) => input.shape[axis]!)
  return call.emit({ type: 'permute', axes }, [input], shape)
}

const crop: LayerImporter = (call) => {
  const { cropping } = call.config(z.looseObject({ cropping: sides, data_format: dataFormat }))
  return cropped(call, call.picture(), cropping)
}

/** The middle of a picture. */
const cropToMiddle: LayerImporter = (call) => {
  const size = z.number().int().positive()
  const { height, width } = call.config(z.looseObject({ height: size, width: size, data_format: dataFormat }))
  const picture = call.picture()
  const [rows, columns] = picture.shape
  const [down, right] = [rows - height, columns - width]
  if (down < 0 || right < 0) {
    call.refuse(
      `enlarges a ${rows}x${columns} picture to cut it to ${height}x${width}`,
      'put a Resizing layer before it'
    )
  }
  const [top, left] = [Math.floor(down / 2), Math.floor(right / 2)]
  return cropped(call, picture, [top, right - left, down - top, left])
}

const pad: LayerImporter = (call) => {
  const { padding } = call.config(z.looseObject({ padding: sides, data_format: dataFormat }))
  return framed(call, call.picture(), padding)
}

/** Layers that do something in training only. */
const vanish: LayerImporter = (call): Value => call.input

export const arrangementLayers: Record<string, LayerImporter> = {
  InputLayer: vanish,
  Dropout: vanish,
  SpatialDropout2D: vanish,
  AlphaDropout: vanish,
  GaussianDropout: vanish,
  GaussianNoise: vanish,
  SpatialDropout1D: vanish,
  SpatialDropout3D: vanish,
  RandomFlip: vanish,
  RandomRotation: vanish,
  RandomZoom: vanish,
  RandomTranslation: vanish,
  RandomContrast: vanish,
  RandomBrightness: vanish,
  ActivityRegularization: vanish,
  Flatten: flatten,
  Reshape: reshape,
  Permute: permute,
  Cropping2D: crop,
  CenterCrop: cropToMiddle,
  ZeroPadding2D: pad
}
