import { halfPixel, resamplingMatrix, type Interpolation } from '../lowering/interpolation.ts'
import type { OperatorCall, OperatorImporter } from '../lowering/call.ts'
import { alongAxis } from '../lowering/elementwise.ts'
import { sizesOf } from '../lowering/value.ts'

const places: Record<string, Interpolation['place']> = {
  half_pixel: halfPixel,
  pytorch_half_pixel: (index, factor, from, to) => (to > 1 ? halfPixel(index, factor, from, to) : 0),
  asymmetric: (index, factor) => index / factor,
  align_corners: (index, _, from, to) => (to > 1 ? (index * (from - 1)) / (to - 1) : 0)
}

const roundings: Record<string, Interpolation['round']> = {
  round_prefer_floor: (place) => Math.ceil(place - 0.5),
  round_prefer_ceil: (place) => Math.floor(place + 0.5),
  floor: Math.floor,
  ceil: Math.ceil
}

/** Resize, and Upsample of older versions: whole factors as a node of their own, all else as two matrices. */
const resize: OperatorImporter = (call) => {
  const value = call.value(0)
  const isUpsample = call.operator.type === 'Upsample'
  // Version 10 of Resize is Upsample by another name.
  const isOld = isUpsample || call.scope.opset < 11
  const own = sizesOf(value)
  const placing = isOld ? 'asymmetric' : call.text('coordinate_transformation_mode', 'half_pixel')
  const crops = placing === 'tf_crop_and_resize' ? cropsOf(call, own.length) : null
  const { factors, sizes } = extents(call, own, isOld, crops)
  if (!sizes.every((size) => Number.isInteger(size) && size > 0))
    call.refuse(`makes a picture of ${sizes.join(' x ')}`, 'export the model again')
  const named = call.text('mode', 'nearest')
  const mode = isUpsample && named === 'bilinear' ? 'linear' : named
  if (mode !== 'nearest' && mode !== 'linear' && mode !== 'cubic')
    return call.refuse(`has the mode '${mode}'`, 'use nearest, linear or cubic')
  const averages = call.int('antialias', 0) === 1 && mode !== 'nearest'
  const onlyInside = call.int('exclude_outside', 0) === 1 && (averages || mode === 'cubic')
  const rounding = isOld ? 'floor' : call.text('nearest_mode', 'round_prefer_floor')
  const round = roundings[rounding] ?? call.refuse(`rounds by '${rounding}'`, 'use floor')
  const place = (axis: number): Interpolation['place'] =>
    crops ? ofPart(crops[axis]!) : (places[placing] ?? call.refuse(`places pixels by '${placing}'`, 'use half_pixel'))
  const factor = own.map((size, axis) => sizes[axis]! / size)
  const [y = 1, x = 1] = [0, 1].map((axis) => factor[value.axes.indexOf(axis)])
  const enlarges = value.shape.length === 3 && factor[value.axes.indexOf(2)] === 1 && [y, x].every(Number.isInteger)
  // With whole factors all of these take the pixel that the result's pixel lies in.
  if (enlarges && mode === 'nearest' && isPlain(placing, rounding)) {
    const shape = [value.shape[0]! * y, value.shape[1]! * x, value.shape[2]!]
    return call.emit({ type: 'upsample', factor: [y, x] }, [value], shape, { axes: value.axes })
  }
  return sizes.reduce((result, to, axis) => {
    const from = own[axis]!
    if (from === to && (!crops || isWhole(crops[axis]!))) return result
    const data = resamplingMatrix(from, to, factors[axis]!, {
      method: mode,
      place: place(axis),
      round,
      cubic: call.float('cubic_coeff_a', -0.75),
      averages,
      outside: crops ? 'zero' : onlyInside ? 'inside' : 'edge'
    })
    return alongAxis(call, result, axis, { shape: [from, to], data }, `axis-${axis + 1}`)
  }, value)
}

const isPlain = (placing: string, rounding: string): boolean =>
  placing === 'asymmetric' ? rounding === 'floor' : placing.endsWith('half_pixel') && rounding.startsWith('round')

/** The part of an axis that is resized: 0 is its first pixel, 1 its last. */
type Span = readonly [start: number, end: number]

const isWhole = ([start, end]: Span): boolean => start === 0 && end === 1

const ofPart =
  ([start, end]: Span): Interpolation['place'] =>
  (index, _, from, to) =>
    (from - 1) * (to > 1 ? start + (index * (end - start)) / (to - 1) : (start + end) / 2)

/** The part of each axis but the batch that is cut out and resized; zeros lie around the picture. */
function cropsOf(call: OperatorCall, rank: number): Span[] {
  if (call.float('extrapolation_value', 0) !== 0) call.refuse('puts another number than 0 around', 'use 0')
  const roi = call.known(1)
  const half = roi.length / 2
  const parts = roi.slice(0, half).map((start, i): Span => [start, roi[half + i]!])
  return perAxis(call, rank, parts, [0, 1])
}

/** What is stated for all axes with the batch, or for some, for each but the batch. */
function perAxis<T>(call: OperatorCall, rank: number, stated: readonly T[], fallback: T): T[] {
  const axes = call.ints('axes')
  if (!axes) return stated.slice(1)
  const result = Array.from({ length: rank }, () => fallback)
  axes.forEach((axis, i) => (result[(axis < 0 ? axis + rank + 1 : axis) - 1] = stated[i]!))
  return result
}

/** Of Upsample, and of Resize in version 10: an input from version 9 on, attributes before. */
function oldScales(call: OperatorCall): readonly number[] {
  if (call.scope.opset < 7) return [1, 1, call.float('height_scale', 1), call.float('width_scale', 1)]
  return call.numbers('scales', 1) ?? []
}

/** Factors and sizes of the result along each axis but the batch. */
function extents(
  call: OperatorCall,
  own: readonly number[],
  isOld: boolean,
  crops: readonly Span[] | null
): { factors: number[]; sizes: number[] } {
  const scales = isOld ? oldScales(call) : call.has(2) ? call.known(2) : []
  if (scales.length > 0) {
    const factors = perAxis(call, own.length, scales, 1)
    const share = (axis: number): number => (crops ? crops[axis]![1] - crops[axis]![0] : 1)
    return { factors, sizes: own.map((size, axis) => Math.floor(size * share(axis) * factors[axis]!)) }
  }
  if (isOld || !call.has(3)) return call.refuse('does not say how large its result is', 'export the model again')
  if (call.text('keep_aspect_ratio_policy', 'stretch') !== 'stretch')
    return call.refuse('keeps the proportions of the picture', 'state both sizes')
  const stated = call.known(3)
  const sizes = call.ints('axes') ? perAxis(call, own.length, stated, -1) : stated.slice(1)
  const whole = sizes.map((size, axis) => (size === -1 ? own[axis]! : size))
  return { factors: whole.map((size, axis) => size / own[axis]!), sizes: whole }
}

export const resizingOperators: Record<string, OperatorImporter> = { Resize: resize, Upsample: resize }
