import type { Pads } from '../graph/graph.ts'
import type { OperatorCall, OperatorImporter } from '../lowering/call.ts'
import { activate } from '../lowering/activations.ts'
import { chosen } from '../lowering/arrangement.ts'
import { constant } from '../lowering/constant.ts'
import { convolved } from '../lowering/convolution.ts'
import { combined, negated, raised, scaled } from '../lowering/elementwise.ts'
import { padded } from '../lowering/padding.ts'
import { averaged, pooled, wholeMaximum } from '../lowering/pooling.ts'
import { maximum, mean, minimum, product, reducedAxes, type Reduction, sum } from '../lowering/reductions.ts'
import { channelsFirst, sizesOf, type Value } from '../lowering/value.ts'
import { type SlidingWindow, slidingWindow } from './windows.ts'

/** Operators that gather the pixels of a window, or a whole axis. */

const none: Pads = [0, 0, 0, 0]

const maxPool: OperatorImporter = (call) => {
  const picture = call.picture()
  const [height, width] = picture.shape
  const window = slidingWindow(call, [height, width])
  if (window.dilations.some((step) => step !== 1)) return dilatedMaxPool(call, window)
  return pooled(call, picture, 'max-pool', window)
}

/** Less than any number of a picture, so that padding never wins. */
const lowest = -3e38

/** A dilated window: its rows and columns are laid side by side first, window by window. */
function dilatedMaxPool(call: OperatorCall, window: SlidingWindow): Value {
  const { size, strides, dilations, pads, result } = window
  const [top, right, bottom, left] = pads
  const sides = [
    { axis: 2, before: top, after: bottom },
    { axis: 3, before: left, after: right }
  ]
  const framed = padded(call, sides, { mode: 'constant', fill: lowest })
  const apart = ([0, 1] as const).reduce<Value>((value, axis) => {
    const places = Array.from({ length: result[axis] * size[axis] }, (_, i) => {
      const [at, tap] = [Math.floor(i / size[axis]), i % size[axis]]
      return at * strides[axis] + tap * dilations[axis]
    })
    return chosen(call, value, axis + 1, places)
  }, framed)
  return pooled(call, call.arranged(apart, channelsFirst), 'max-pool', { size, strides: size, pads: none })
}

/** A pool whose window is the picture: unlike a maximum along axes it has one winner. */
const globalMaxPool: OperatorImporter = (call) => wholeMaximum(call, call.picture(), { keep: true, step: 'max' })

const averagePool: OperatorImporter = (call) => {
  const picture = call.picture()
  const [height, width] = picture.shape
  const window = slidingWindow(call, [height, width])
  const { size, strides, dilations, pads } = window
  if (dilations.some((step) => step !== 1)) return dilatedAverage(call, picture, window)
  const isCounted = call.int('count_include_pad', 0) === 1
  const [top = 0, left = 0, bottom = 0, right = 0] = (isCounted && call.ints('pads')) || []
  return averaged(call, picture, { size, strides, pads }, [top, right, bottom, left])
}

/** The sums of what lies in each window: a convolution with ones. */
function windowSums(call: OperatorCall, picture: Value, window: SlidingWindow, step?: string): Value {
  const { size } = window
  const channels = picture.shape[2]!
  const kernel = { shape: [...size, 1, channels], data: new Float32Array(size[0] * size[1] * channels).fill(1) }
  return convolved(call, picture, { kernel, bias: null }, window, step)
}

/** The sums of dilated windows by how many numbers of each count. */
function dilatedAverage(call: OperatorCall, picture: Value, window: SlidingWindow): Value {
  const { size, strides, dilations, pads, result } = window
  const [top = 0, left = 0, bottom = 0, right = 0] = call.int('count_include_pad', 0) === 1 ? paddingOf(pads) : []
  const counted = (axis: 0 | 1, before: number, behind: number): number[] =>
    Array.from({ length: result[axis] }, (_, i) => {
      const first = i * strides[axis] - pads[axis === 0 ? 0 : 3]
      const places = Array.from({ length: size[axis] }, (_, tap) => first + tap * dilations[axis])
      return places.filter((at) => at >= -before && at < picture.shape[axis]! + behind).length
    })
  const [rows, columns] = [counted(0, top, bottom), counted(1, left, right)]
  const shares = constant(
    [1, ...result],
    rows.flatMap((row) => columns.map((column) => 1 / (row * column)))
  )
  return scaled(call, windowSums(call, picture, window, 'sums'), shares, constant([], [0]))
}

/** [top, left, bottom, right], as ONNX has it. */
const paddingOf = ([top, right, bottom, left]: Pads): readonly number[] => [top, left, bottom, right]

/** (sum of |x|^p)^(1 / p) of what lies in each window; padding counts as 0. */
function lpPool(call: OperatorCall, sums: (powers: Value, step?: string) => Value): Value {
  const p = call.float('p', 2)
  const picture = call.picture()
  const powers = p === 2 ? raised(call, picture, 2, 'square') : absolutePower(call, picture, p)
  return p === 1 ? sums(powers) : activate(call, { kind: 'power', exponent: 1 / p }, sums(powers, 'sums'))
}

function absolutePower(call: OperatorCall, value: Value, p: number): Value {
  const sizes = activate(call, { kind: 'absolute' }, value, 'size')
  return p === 1 ? sizes : activate(call, { kind: 'power', exponent: p }, sizes, 'power')
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

/** The root of the sum of squares. */
const length: Gather = (call, value, how) =>
  activate(call, { kind: 'power', exponent: 0.5 }, sum(call, raised(call, value, 2, 'square'), how))

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
  GlobalMaxPool: globalMaxPool,
  LpPool: (call) =>
    lpPool(call, (powers, step) => {
      const [height = 0, width = 0] = powers.shape
      return windowSums(call, powers, slidingWindow(call, [height, width]), step)
    }),
  GlobalLpPool: (call) => lpPool(call, (powers) => sum(call, powers, { axes: [1, 2], keep: true })),
  ReduceProd: reduced(product),
  ReduceLogSum: reduced((call, value, how) => activate(call, { kind: 'log' }, sum(call, value, how))),
  ReduceMean: reduced(mean),
  ReduceSum: reduced(sum),
  ReduceMax: reduced(maximum),
  ReduceMin: reduced(minimum),
  ReduceL1: reduced((call, value, how) => sum(call, activate(call, { kind: 'absolute' }, value, 'size'), how)),
  ReduceL2: reduced(length),
  ReduceSumSquare: reduced((call, value, how) => sum(call, raised(call, value, 2, 'square'), how)),
  ReduceLogSumExp: reduced(logSumExp)
}
