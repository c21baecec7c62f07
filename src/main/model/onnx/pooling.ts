import type { Pads } from '../graph.ts'
import type { OnnxCall, OperatorImporter } from './call.ts'
import { alongAxis } from './elementwise.ts'
import { channelsFirst, sizesOf, type Value } from './value.ts'
import { slidingWindow } from './windows.ts'

/** Operators that gather the pixels of a window, or a whole axis. */

const none: Pads = [0, 0, 0, 0]

const maxPool: OperatorImporter = (call) => {
  const picture = call.picture()
  const [height, width, channels] = picture.shape
  const { size, strides, dilations, pads, result } = slidingWindow(call, [height, width])
  if (dilations.some((step) => step !== 1)) call.refuse('is dilated, which is not supported', 'use a dense window')
  return call.emit({ type: 'max-pool', size, strides, pads }, [picture], [...result, channels], { axes: channelsFirst })
}

const averagePool: OperatorImporter = (call) => {
  const picture = call.picture()
  const [height, width, channels] = picture.shape
  const { size, strides, pads, result } = slidingWindow(call, [height, width])
  const [top = 0, left = 0, bottom = 0, right = 0] = call.ints('pads') ?? []
  const counted: Pads = [top, right, bottom, left]
  const shape = [...result, channels]
  if (call.int('count_include_pad', 0) === 0 || counted.every((pad) => pad === 0)) {
    return call.emit({ type: 'average-pool', size, strides, pads }, [picture], shape, { axes: channelsFirst })
  }
  // Padding that counts are zeros of the picture; what rounding up adds does not count.
  const padded = [height + top + bottom, width + left + right, channels]
  const zeros = call.emit({ type: 'pad', pads: counted }, [picture], padded, { step: 'pad', axes: channelsFirst })
  const rest = pads.map((pad, side) => pad - counted[side]!) as unknown as Pads
  return call.emit({ type: 'average-pool', size, strides, pads: rest }, [zeros], shape, { axes: channelsFirst })
}

/** [channels] as [channels, 1, 1] where the axes are kept. */
function pooled(call: OnnxCall, vector: Value, keep: boolean): Value {
  if (!keep) return vector
  return call.emit({ type: 'reshape' }, [vector], [1, 1, vector.shape[0]!], { axes: channelsFirst })
}

function globalAverage(call: OnnxCall, keep: boolean): Value {
  const picture = call.picture()
  const step = keep ? { step: 'mean' } : {}
  return pooled(call, call.emit({ type: 'global-average-pool' }, [picture], [picture.shape[2]], step), keep)
}

function globalMax(call: OnnxCall, keep: boolean): Value {
  const picture = call.picture()
  const [height, width, channels] = picture.shape
  const whole = [height, width] as const
  const op = { type: 'max-pool', size: whole, strides: whole, pads: none } as const
  const max = call.emit(op, [picture], [1, 1, channels], { ...(keep ? {} : { step: 'max' }), axes: channelsFirst })
  return keep ? max : call.reshaped(max, [channels])
}

/** The axes that a reduction runs along, as indices into the value's axes; all where none are stated. */
function reducedAxes(call: OnnxCall, value: Value): number[] {
  const stated = call.numbers('axes', 1)
  return (stated ?? value.axes.map((_, axis) => axis + 1)).map((axis) => call.axisOf(axis, value)).sort()
}

const reduceMean: OperatorImporter = (call) => reduced(call, (n) => 1 / n)
const reduceSum: OperatorImporter = (call) => reduced(call, () => 1)

/** A sum along axes, each a matrix of one column. */
function reduced(call: OnnxCall, weight: (length: number) => number): Value {
  const value = call.value(0)
  const axes = reducedAxes(call, value)
  const keep = call.int('keepdims', 1) === 1
  const isMean = weight(2) === 0.5
  if (isMean && value.axes.length === 3 && axes.join() === '1,2') return globalAverage(call, keep)
  const sums = axes.reduce((result, axis) => {
    const length = sizesOf(result)[axis]!
    return alongAxis(
      call,
      result,
      axis,
      { shape: [length, 1], data: new Float32Array(length).fill(weight(length)) },
      'sum'
    )
  }, value)
  return keep
    ? sums
    : call.reshaped(
        sums,
        sizesOf(sums).filter((_, axis) => !axes.includes(axis))
      )
}

const reduceMax: OperatorImporter = (call) => {
  const value = call.value(0)
  if (value.axes.length === 3 && reducedAxes(call, value).join() === '1,2')
    return globalMax(call, call.int('keepdims', 1) === 1)
  return call.refuse('takes the maximum along other axes than rows and columns', 'export the model without it')
}

export const poolingOperators: Record<string, OperatorImporter> = {
  MaxPool: maxPool,
  AveragePool: averagePool,
  GlobalAveragePool: (call) => globalAverage(call, true),
  GlobalMaxPool: (call) => globalMax(call, true),
  ReduceMean: reduceMean,
  ReduceSum: reduceSum,
  ReduceMax: reduceMax
}
