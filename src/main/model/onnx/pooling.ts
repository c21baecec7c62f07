import type { Pads } from '../graph.ts'
import type { OperatorCall, OperatorImporter } from '../operators/call.ts'
import { maximum, mean, reducedAxes, type Reduction, sum } from '../operators/reductions.ts'
import { channelsFirst } from '../operators/value.ts'
import { slidingWindow } from './windows.ts'

/** Operators that gather the pixels of a window, or a whole axis. */

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

/** Which axes an operator gathers, and whether they stay. */
function reduction(call: OperatorCall): Reduction {
  return { axes: reducedAxes(call, call.value(0), call.numbers('axes', 1)), keep: call.int('keepdims', 1) === 1 }
}

export const poolingOperators: Record<string, OperatorImporter> = {
  MaxPool: maxPool,
  AveragePool: averagePool,
  GlobalAveragePool: (call) => mean(call, call.picture(), { axes: [1, 2], keep: true }),
  GlobalMaxPool: (call) => maximum(call, call.picture(), { axes: [1, 2], keep: true }),
  ReduceMean: (call) => mean(call, call.value(0), reduction(call)),
  ReduceSum: (call) => sum(call, call.value(0), reduction(call)),
  ReduceMax: (call) => maximum(call, call.value(0), reduction(call))
}
