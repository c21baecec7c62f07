import { activate } from '../../../lowering/activations.ts'
import { chosen, cut } from '../../../lowering/arrangement.ts'
import { alongAxis, combined, raised } from '../../../lowering/elementwise.ts'
import { centred, meanSquare, reducedAxes, sum } from '../../../lowering/reductions.ts'
import type { Value } from '../../../lowering/value.ts'
import {
  placedInterpolation,
  type Placing,
  resampled,
  type ResizeMethod,
  resizeMethods
} from '../../../lowering/tensorflowResizing.ts'
import type { FunctionCall, KnownFunction } from './functionCall.ts'

/** Functions of pictures: another size, another colour, a part. */

/** A picture [height, width, channels], as functions of TensorFlow see it, wherever its axes lie in the graph. */
function picture(call: FunctionCall, ...names: readonly string[]): Value {
  const value = call.tensorAt(0, 'images', 'image', 'x', ...names)
  const format = call.textAt('channels_last', Infinity, 'data_format')
  if (value.axes.length !== 3 || value.batchAt !== 0) return call.refuse('gets no picture', 'save the model again')
  if (format !== 'channels_last') call.refuse('has the channels first', 'save the model with channels last')
  return value
}

const [rows, columns, channels] = [0, 1, 2] as const

const sizeOf = (value: Value, axis: number): number => value.shape[value.axes[axis]!]!

function resized(
  call: FunctionCall,
  value: Value,
  [height, width]: readonly [number, number],
  method: ResizeMethod,
  placing: Placing
): Value {
  const how =
    placedInterpolation(method, placing) ??
    call.refuse(`resizes by '${method}'`, "use 'bilinear', 'bicubic' or 'nearest'")
  return resampled(call, value, [call.length(height), call.length(width)], how)
}

function sizeAt(call: FunctionCall, index: number): [number, number] {
  const size = call.numbersAt(index, 'size', 'target_size')
  const [height, width = height] = size?.values ?? []
  return height === undefined ? call.refuse('is given no size', 'save the model again') : [height, width!]
}

/** The method by TensorFlow's names and by the numbers of its enumeration (ResizeMethodV1). */
function methodAt(call: FunctionCall, index: number): ResizeMethod {
  const found = call.argument(index, 'method', 'interpolation')
  if (!found) return 'bilinear'
  const name = found.kind === 'number' ? found.value : found.kind === 'text' ? found.value : methodName(call, index)
  const known = methodNames[name]
  return known ?? call.refuse(`resizes by '${name}'`, `use ${resizeMethods.map((one) => `'${one}'`).join(', ')}`)
}

const methodNames: Readonly<Record<string | number, ResizeMethod>> = {
  ...Object.fromEntries(
    resizeMethods.flatMap((one) => [
      [one, one],
      [one.toUpperCase(), one]
    ])
  ),
  NEAREST_NEIGHBOR: 'nearest',
  0: 'bilinear',
  1: 'nearest',
  2: 'bicubic'
}

const methodName = (call: FunctionCall, index: number): string => call.textAt('', index, 'method', 'interpolation')

/** `tf.image.resize_images`, which the second version of TensorFlow has no more. */
const resizeImages: KnownFunction = (call) => {
  const value = picture(call)
  const [size, method] = [sizeAt(call, 1), methodAt(call, 2)]
  return resized(call, value, size, method, { cornersMeet: call.flagAt(3, 'align_corners'), centresMeet: false })
}

/** `tf.image.resize`: of the second version of TensorFlow, and the other name of `resize_images` in the last of the first. */
const resize: KnownFunction = (call) => {
  const value = picture(call)
  const [size, method] = [sizeAt(call, 1), methodAt(call, 2)]
  for (const name of ['preserve_aspect_ratio', 'crop_to_aspect_ratio', 'pad_to_aspect_ratio', 'antialias']) {
    if (call.flagAt(Infinity, name)) call.refuse(`has '${name}' set`, 'leave it out')
  }
  call.argument(Infinity, 'fill_mode', 'fill_value')
  call.argument(Infinity, 'fill_value')
  const isFirst = call.around.tensorflow === 1
  if (!call.path.startsWith('keras.ops') && call.around.tensorflow === null) {
    call.around.layer.warn(
      'resize-version',
      `calls '${call.path}', which takes other pixels in TensorFlow 1 than in TensorFlow 2, and the file does not say which it was; it is read as TensorFlow 2's.`
    )
  }
  return resized(call, value, size, method, {
    cornersMeet: call.flagAt(Infinity, 'align_corners'),
    centresMeet: !isFirst
  })
}

/** `tf.image.resize_bilinear` and `resize_nearest_neighbor`. */
const resizeBy =
  (method: 'bilinear' | 'nearest'): KnownFunction =>
  (call) =>
    resized(call, picture(call), sizeAt(call, 1), method, {
      cornersMeet: call.flagAt(2, 'align_corners'),
      centresMeet: call.flagAt(Infinity, 'half_pixel_centers')
    })

/** `K.resize_images`, by whole factors. */
const resizeByFactors: KnownFunction = (call) => {
  const value = picture(call)
  const factors = [call.numberAt(1, 1, 'height_factor'), call.numberAt(1, 2, 'width_factor')]
  if (call.textAt('channels_last', 3, 'data_format', 'dim_ordering') === 'channels_first') {
    call.refuse('has the channels first', 'save the model with channels last')
  }
  const method = call.argument(4, 'interpolation') ? methodAt(call, 4) : 'nearest'
  const size = [sizeOf(value, rows) * factors[0]!, sizeOf(value, columns) * factors[1]!] as const
  const centresMeet = call.around.tensorflow !== 1
  return resized(call, value, size, method, { cornersMeet: false, centresMeet })
}

/** Weights of red, green and blue (ITU-R BT.601), as TensorFlow rounds them. */
const luma = [0.2989, 0.587, 0.114]

/** Colours by a matrix [3, result]. */
function coloured(call: FunctionCall, value: Value, matrix: readonly (readonly number[])[]): Value {
  if (sizeOf(value, channels) !== 3) call.refuse('gets no picture in three colours', 'save the model again')
  const data = Float32Array.from(matrix.flat())
  return alongAxis(call, value, channels, { shape: [3, matrix[0]!.length], data }, 'colours')
}

/** TensorFlow's own matrices, a column for each of Y, U, V; a row for each of red, green, blue. */
const yuv = [
  [0.299, -0.14714119, 0.61497538],
  [0.587, -0.28886916, -0.51496512],
  [0.114, 0.43601035, -0.10001026]
]

/** (x - mean) / max(deviation, 1 / sqrt(n)), of each picture. */
const standardised: KnownFunction = (call) => {
  const value = picture(call)
  const whole = { axes: [rows, columns, channels], keep: true }
  const rest = centred(call, value, whole.axes)
  const variance = meanSquare(call, rest, whole)
  const numbers = value.shape.reduce((a, b) => a * b, 1)
  // Where all pixels are alike the deviation is 0, of which there is no slope.
  const spread = activate(call, { kind: 'clip', min: 1 / numbers, max: Infinity }, variance, 'least')
  return combined(call, 'multiply', rest, activate(call, { kind: 'power', exponent: -0.5 }, spread, 'scale'))
}

const backwards = (call: FunctionCall, axis: number): Value => {
  const value = picture(call)
  const length = sizeOf(value, axis)
  return chosen(
    call,
    value,
    axis,
    Array.from({ length }, (_, i) => length - 1 - i)
  )
}

/** `tf.image.crop_to_bounding_box`. */
const cropToBox: KnownFunction = (call) => {
  const value = picture(call)
  const names = ['offset_height', 'offset_width', 'target_height', 'target_width']
  const [top = 0, left = 0, height = 0, width = 0] = names.map((name, i) => call.numberAt(0, i + 1, name))
  if (top + height > sizeOf(value, rows) || left + width > sizeOf(value, columns)) {
    call.refuse('cuts more than the picture', 'save the model again')
  }
  return cut(call, cut(call, value, rows, top, height, 'rows'), columns, left, width, 'columns')
}

/** The middle part of the picture, as TensorFlow rounds its corner. */
const centralCrop: KnownFunction = (call) => {
  const value = picture(call)
  const fraction = call.numberAt(1, 1, 'central_fraction')
  return [rows, columns].reduce((result, axis) => {
    const length = sizeOf(value, axis)
    const from = Math.floor((length - length * fraction) / 2)
    return cut(call, result, axis, from, length - 2 * from, axis === rows ? 'rows' : 'columns')
  }, value)
}

export const imageFunctions: Readonly<Record<string, KnownFunction>> = {
  'image.resize': resize,
  'image.resize_images': resizeImages,
  'image.resize_bilinear': resizeBy('bilinear'),
  'image.resize_nearest_neighbor': resizeBy('nearest'),
  'keras.backend.resize_images': resizeByFactors,
  'image.rgb_to_grayscale': (call) =>
    coloured(
      call,
      picture(call),
      luma.map((weight) => [weight])
    ),
  'image.rgb_to_yuv': (call) => coloured(call, picture(call), yuv),
  'image.per_image_standardization': standardised,
  'image.flip_left_right': (call) => backwards(call, columns),
  'image.flip_up_down': (call) => backwards(call, rows),
  'image.crop_to_bounding_box': cropToBox,
  'image.central_crop': centralCrop,
  'image.grayscale_to_rgb': (call) => {
    const value = picture(call)
    const kernel = { shape: [1, 3] as const, data: new Float32Array(3).fill(1) }
    return alongAxis(call, value, channels, kernel, 'colours')
  },
  'keras.backend.l2_normalize': (call) => lengthOne(call),
  'linalg.l2_normalize': (call) => lengthOne(call),
  l2_normalize: (call) => lengthOne(call)
}

/** x / sqrt(max(sum of squares along the axes, epsilon)). */
function lengthOne(call: FunctionCall): Value {
  const value = call.tensorAt(0, 'x')
  const axes = reducedAxes(call, value, call.axesAt(1, 'axis', 'dim') ?? [-1])
  const least = call.numberAt(1e-12, 2, 'epsilon')
  const squares = sum(call, raised(call, value, 2, 'square'), { axes, keep: true })
  const size = activate(call, { kind: 'clip', min: least, max: Infinity }, squares, 'least')
  return combined(call, 'multiply', value, raised(call, raised(call, size, 0.5, 'root'), -1, 'reciprocal'))
}
