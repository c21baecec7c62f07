import type { Pads } from '../graph.ts'
import type { OperatorCall, OperatorImporter } from '../operators/call.ts'
import { activate, affine } from '../operators/activations.ts'
import { combined, negated } from '../operators/elementwise.ts'
import { maximum, mean, minimum, reducedAxes, type Reduction, sum } from '../operators/reductions.ts'
import { channelsFirst, sizesOf, type Value } from '../operators/value.ts'
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
  const stated = call.numbers('axes', 1)
  const axes = stated && stated.length > 0 ? stated : null
  const none = axes === null && call.int('noop_with_empty_axes', 0) === 1
  return { axes: none ? [] : reducedAxes(call, call.anyValue(0), axes), keep: call.int('keepdims', 1) === 1 }
}

type Gather = (call: OperatorCall, value: Value, reduction: Reduction) => Value

const reduced =
  (gather: Gather): OperatorImporter =>
  (call) =>
    gather(call, call.anyValue(0), reduction(call))

const square = (call: OperatorCall, value: Value): Value =>
  call.emit({ type: 'multiply' }, [value, value], value.shape, { step: 'square', like: value })

/** The root of the sum of squares; where all are 0 it has no slope, and the smallest of numbers keeps that finite. */
const length: Gather = (call, value, how) => {
  const total = affine(call, sum(call, square(call, value), how), 1, 1e-30, 'safe')
  return activate(call, { kind: 'power', exponent: 0.5 }, total)
}

/** log of the sum of e^x, the largest x taken off before and put back behind. */
const logSumExp: Gather = (call, value, how) => {
  const largest = maximum(call, value, { ...how, keep: true })
  const below = combined(call, 'add', value, negated(call, largest, 'negative'))
  const total = sum(call, activate(call, { kind: 'exp' }, below, 'exp'), how)
  const kept = how.keep ? largest : call.reshaped(largest, sizesOf(total))
  return combined(call, 'add', activate(call, { kind: 'log' }, total, 'log'), kept)
}

export const poolingOperators: Record<string, OperatorImporter> = {
  MaxPool: maxPool,
  AveragePool: averagePool,
  GlobalAveragePool: (call) => mean(call, call.picture(), { axes: [1, 2], keep: true }),
  GlobalMaxPool: (call) => maximum(call, call.picture(), { axes: [1, 2], keep: true }),
  ReduceMean: reduced(mean),
  ReduceSum: reduced(sum),
  ReduceMax: reduced(maximum),
  ReduceMin: reduced(minimum),
  ReduceL1: reduced((call, value, how) => sum(call, activate(call, { kind: 'absolute' }, value, 'size'), how)),
  ReduceL2: reduced(length),
  ReduceSumSquare: reduced((call, value, how) => sum(call, square(call, value), how)),
  ReduceLogSumExp: reduced(logSumExp)
}
