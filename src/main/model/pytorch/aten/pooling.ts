import type { OperatorCall, OperatorImporter } from '../../lowering/call.ts'
import { alongAxis } from '../../lowering/elementwise.ts'
import { averaged, pooled, type PoolWindow, wholeMaximum } from '../../lowering/pooling.ts'
import { maximum, mean, minimum, reducedAxes, type Reduction, sum } from '../../lowering/reductions.ts'
import type { Value } from '../../lowering/value.ts'
import { roundedUp } from '../../lowering/windowPads.ts'
import { type AtenOperator, type AtenOperators, isSet, numbersAt, ofSelf, pairAt } from './atenOperator.ts'

/** Operators that gather the pixels of a window, or a whole axis. */

/** The window of a pool, and the padding that is stated: rounding up adds to it. */
function windowOf(call: OperatorCall, picture: Value): { window: PoolWindow; stated: PoolWindow['pads'] } {
  const [height = 0, width = 0] = picture.shape
  const size = pairAt(call, 'kernel_size', [1, 1], 1)
  const strides = pairAt(call, 'stride', size, 1)
  const [y, x] = pairAt(call, 'padding', [0, 0])
  const stated = [y, x, y, x] as const
  const pads = isSet(call, 'ceil_mode') ? roundedUp([height, width], size, strides, [1, 1], stated) : stated
  return { window: { size, strides, pads }, stated }
}

const maxPool: OperatorImporter = (call) => {
  if (pairAt(call, 'dilation', [1, 1], 1).some((step) => step !== 1))
    call.refuse('is dilated, which is not supported', 'export it without dilation')
  const picture = call.picture()
  return pooled(call, picture, 'max-pool', windowOf(call, picture).window)
}

const averagePool: OperatorImporter = (call) => {
  if (call.operator.attributes.has('divisor_override'))
    call.refuse('divides by a number of its own', 'export it without divisor_override')
  const picture = call.picture()
  const { window, stated } = windowOf(call, picture)
  return averaged(call, picture, window, isSet(call, 'count_include_pad', true) ? stated : [0, 0, 0, 0])
}

/** Of a matrix that takes means. */
const mostShares = 2 ** 26

/**
 * Means of areas that cover the picture, so many along each axis: the i-th reaches from i/n of it, rounded down, to
 * (i + 1)/n, rounded up.
 */
const adaptiveAverage: OperatorImporter = (call) => {
  const picture = call.picture()
  const areas = pairAt(call, 'output_size', [1, 1], 1)
  if (areas.join() === '1,1') return mean(call, picture, { axes: [1, 2], keep: true })
  return ([0, 1] as const).reduce<Value>((value, axis) => {
    const [from, to] = [value.shape[axis]!, areas[axis]]
    if (from === to) return value
    if (from * to > mostShares) call.refuse(`makes ${to} areas of ${from} pixels`, 'export the model again')
    const step = axis === 0 ? 'rows' : 'columns'
    return alongAxis(call, value, axis + 1, { shape: [from, to], data: meansOfAreas(from, to) }, step)
  }, picture)
}

function meansOfAreas(from: number, to: number): Float32Array {
  const matrix = new Float32Array(from * to)
  for (let i = 0; i < to; i++) {
    const [start, end] = [Math.floor((i * from) / to), Math.ceil(((i + 1) * from) / to)]
    for (let pixel = start; pixel < end; pixel++) matrix[pixel * to + i] = 1 / (end - start)
  }
  return matrix
}

const adaptiveMaximum: OperatorImporter = (call) => {
  if (pairAt(call, 'output_size', [1, 1], 1).join() !== '1,1')
    call.refuse('takes the largest of several areas', 'use one area, or nn.MaxPool2d')
  return wholeMaximum(call, call.picture(), { keep: true, step: 'max' })
}

type Gather = (call: OperatorCall, value: Value, reduction: Reduction) => Value

/** Along the axes that `dim` names, or all where there is none. */
const reduced = (gather: Gather): AtenOperator => ({
  tensors: ['self'],
  importer: (call) => {
    const value = call.anyValue(0)
    const { attributes } = call.operator
    const stated = numbersAt(call, 'dim') ?? (attributes.has('dim') ? [call.int('dim', 0)] : [])
    const axes = reducedAxes(call, value, stated.length > 0 ? stated : null)
    return gather(call, value, { axes, keep: isSet(call, 'keepdim') })
  }
})

export const poolingOperators: AtenOperators = {
  max_pool2d: ofSelf(maxPool),
  max_pool2d_with_indices: ofSelf(maxPool),
  avg_pool2d: ofSelf(averagePool),
  adaptive_avg_pool2d: ofSelf(adaptiveAverage),
  _adaptive_avg_pool2d: ofSelf(adaptiveAverage),
  adaptive_max_pool2d: ofSelf(adaptiveMaximum),
  mean: reduced(mean),
  sum: reduced((call, value, how) => sum(call, value, how)),
  amax: reduced(maximum),
  amin: reduced(minimum)
}
