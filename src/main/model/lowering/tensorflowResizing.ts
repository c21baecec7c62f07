import type { Pair } from '../graph/graph.ts'
import type { OperatorCall, OperatorImporter } from './call.ts'
import { alongAxis } from './elementwise.ts'
import { halfPixel, type Interpolation, resamplingMatrix } from './interpolation.ts'
import { channelsLast, sizesOf, type Value } from './value.ts'

/** How `tf.image.resize` of TensorFlow 2 makes pixels, which Keras's layers call, as far as it is read. */
export const resizeMethods = ['nearest', 'bilinear', 'bicubic', 'lanczos3', 'lanczos5'] as const
export type ResizeMethod = (typeof resizeMethods)[number]

/**
 * The interpolation of a method of TensorFlow 2: centres of pixels are matched; what a wider kernel finds outside of the
 * picture does not count (tensorflow/core/kernels/image, ResizeBicubic with half_pixel_centers, ScaleAndTranslate).
 */
export function tensorflowInterpolation(method: ResizeMethod): Interpolation {
  const round = Math.floor
  switch (method) {
    case 'nearest':
      return { method, place: wholePixel, round }
    case 'bilinear':
      return { method: 'linear', place: halfPixel, round }
    case 'bicubic':
      return { method: 'cubic', cubic: -0.5, place: tabulated(halfPixel), round, outside: 'inside' }
    case 'lanczos3':
    case 'lanczos5':
      return { method: 'lanczos', lobes: method === 'lanczos3' ? 3 : 5, place: halfPixel, round, outside: 'inside' }
  }
}

/** The pixel that the centre of the result's pixel lies in. */
const wholePixel: Interpolation['place'] = (index, factor) => (index + 0.5) / factor

/** Places as TensorFlow's bicubic resizing tells them, which has its shares in a table of 1024 for each pixel. */
const tabulated =
  (place: Interpolation['place']): Interpolation['place'] =>
  (...at) => {
    const exact = Math.fround(place(...at))
    const pixel = Math.floor(exact)
    return pixel + Math.round((exact - pixel) * 1024) / 1024
  }

/** Where TensorFlow's functions and operators take a pixel of the result from. */
export interface Placing {
  cornersMeet: boolean
  /** False for the first version of TensorFlow, which matches the upper left of pixels in place of their centres. */
  centresMeet: boolean
}

/** The interpolation of a method that says where pixels lie; null for one that the first version did not have. */
export function placedInterpolation(method: ResizeMethod, { cornersMeet, centresMeet }: Placing): Interpolation | null {
  if (centresMeet && !cornersMeet) return tensorflowInterpolation(method)
  const place: Interpolation['place'] = cornersMeet
    ? (index, _, from, to) => (to > 1 ? (index * (from - 1)) / (to - 1) : 0)
    : (index, factor) => index / factor
  const round = cornersMeet ? Math.round : Math.floor
  if (method === 'bicubic') return { method: 'cubic', cubic: -0.75, place: tabulated(place), round }
  if (method === 'nearest') return { method, place, round }
  return method === 'bilinear' ? { method: 'linear', place, round } : null
}

/** A picture, seen as [height, width, channels], in another size: a matrix along its rows, then one along its columns. */
export function resampled(call: OperatorCall, picture: Value, size: Pair, how: Interpolation): Value {
  return ([0, 1] as const).reduce((value, axis) => {
    const [from, to] = [sizesOf(value)[axis]!, size[axis]]
    if (from === to) return value
    const data = resamplingMatrix(from, to, to / from, how)
    return alongAxis(call, value, axis, { shape: [from, to], data }, axis === 0 ? 'rows' : 'columns')
  }, picture)
}

/** A picture in the size of the second operand, as TensorFlow and TensorFlow Lite resize it. */
export const resizedPicture =
  (method: ResizeMethod): OperatorImporter =>
  (call) => {
    const picture = call.picture(0, channelsLast)
    const [height = 0, width = 0] = call.constant(1).values
    if (height < 1 || width < 1) call.refuse(`makes a picture of ${height}x${width}`, 'convert the model again')
    const placing = {
      cornersMeet: call.int('align_corners', 0) === 1,
      centresMeet: call.int('half_pixel_centers', 0) === 1
    }
    const how = placedInterpolation(method, placing)
    return how ? resampled(call, picture, [height, width], how) : call.refuse('resizes in no known way', 'use bilinear')
  }
