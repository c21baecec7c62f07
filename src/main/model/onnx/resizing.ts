import { halfPixel, resamplingMatrix, type Interpolation } from '../interpolation.ts'
import type { OperatorCall, OperatorImporter } from '../operators/call.ts'
import { alongAxis } from '../operators/elementwise.ts'
import { sizesOf, type Value } from '../operators/value.ts'

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
  const { factors, sizes } = extents(call, value, isOld)
  const mode = call.text('mode', 'nearest')
  if (mode !== 'nearest' && mode !== 'linear' && mode !== 'cubic')
    return call.refuse(`has the mode '${mode}'`, 'use nearest, linear or cubic')
  if (call.int('antialias', 0) === 1) call.refuse('averages pixels (antialias)', 'export it with antialias=False')
  if (call.int('exclude_outside', 0) === 1) call.refuse('leaves out what lies outside', 'export it again')
  const placing = isOld ? 'asymmetric' : call.text('coordinate_transformation_mode', 'half_pixel')
  const rounding = isOld ? 'floor' : call.text('nearest_mode', 'round_prefer_floor')
  const place = places[placing] ?? call.refuse(`places pixels by '${placing}'`, 'use half_pixel')
  const round = roundings[rounding] ?? call.refuse(`rounds by '${rounding}'`, 'use floor')
  const own = sizesOf(value)
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
    if (from === to) return result
    const data = resamplingMatrix(from, to, factors[axis]!, {
      method: mode,
      place,
      round,
      cubic: call.float('cubic_coeff_a', -0.75)
    })
    return alongAxis(call, result, axis, { shape: [from, to], data }, `axis-${axis + 1}`)
  }, value)
}

const isPlain = (placing: string, rounding: string): boolean =>
  placing === 'asymmetric' ? rounding === 'floor' : placing.endsWith('half_pixel') && rounding.startsWith('round')

/** Factors and sizes of the result along each axis but the batch. */
function extents(call: OperatorCall, value: Value, isOld: boolean): { factors: number[]; sizes: number[] } {
  const own = sizesOf(value)
  const scales = isOld
    ? call.operands.length > 1
      ? Array.from(call.constant(1).values)
      : null
    : call.has(2) && call.constant(2).values.length > 0
      ? Array.from(call.constant(2).values)
      : null
  if (scales) {
    const factors = scales.slice(1)
    return { factors, sizes: own.map((size, axis) => Math.floor(size * factors[axis]!)) }
  }
  if (isOld || !call.has(3)) return call.refuse('does not say how large its result is', 'export the model again')
  const sizes = Array.from(call.constant(3).values).slice(1)
  return { factors: sizes.map((size, axis) => size / own[axis]!), sizes }
}

export const resizingOperators: Record<string, OperatorImporter> = { Resize: resize, Upsample: resize }
