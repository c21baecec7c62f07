import type { Pads } from '../graph/graph.ts'
import type { OperatorCall, OperatorImporter } from './call.ts'
import { cut } from './arrangement.ts'
import { alongAxis, combined, negated, raised } from './elementwise.ts'
import { product as productOf } from './folding.ts'
import { wholeAverage, wholeMaximum } from './pooling.ts'
import { roomFor } from './room.ts'
import { sizesOf, type Value } from './value.ts'

/** Gathering whole axes into one number, for operators of any format. */

const none: Pads = [0, 0, 0, 0]

/** Which axes are gathered, as indices into the value's axes, and whether they stay with a size of 1. */
export interface Reduction {
  axes: readonly number[]
  keep: boolean
}

/** The axes that a reduction names, counted with the batch; all of them where it names none. */
export function reducedAxes(call: OperatorCall, value: Value, stated: readonly number[] | null): number[] {
  if (!stated) return [...value.axes.keys()]
  return stated.map((axis) => call.axisOf(axis, value)).sort((a, b) => a - b)
}

/** A reduction as TensorFlow and TensorFlow Lite state it: its axes are the second operand. */
export const alongStatedAxes =
  (gather: (call: OperatorCall, value: Value, reduction: Reduction) => Value): OperatorImporter =>
  (call) => {
    const value = call.anyValue(0)
    const axes = [...new Set(reducedAxes(call, value, call.known(1)))]
    return gather(call, value, { axes, keep: call.int('keep_dims', 0) === 1 })
  }

/** True where exactly the rows and columns of a picture are gathered. */
const isWholePicture = (value: Value, axes: readonly number[]): boolean =>
  value.axes.length === 3 &&
  axes
    .map((axis) => value.axes[axis]!)
    .sort()
    .join() === '0,1'

/** The mean along axes. */
export function mean(call: OperatorCall, value: Value, { axes, keep }: Reduction): Value {
  if (!isWholePicture(value, axes)) return sum(call, value, { axes, keep }, (length) => 1 / length)
  return wholeAverage(call, value, { keep, step: 'mean' })
}

/** A value less its mean along axes, of a picture at a time. */
export function centred(call: OperatorCall, value: Value, axes: readonly number[]): Value {
  return combined(call, 'add', value, negated(call, mean(call, value, { axes, keep: true }), 'minus'))
}

/** The mean of the squares along axes: of what is centred, the variance. */
export function meanSquare(call: OperatorCall, value: Value, reduction: Reduction): Value {
  return mean(call, raised(call, value, 2, 'square'), reduction)
}

/** The largest number along axes: a pool over all of them, which are its rows where they are no whole picture. */
export function maximum(call: OperatorCall, value: Value, { axes, keep }: Reduction): Value {
  if (isWholePicture(value, axes)) return wholeMaximum(call, value, { keep, step: 'max', ties: 'shared' })
  const gathered = axes.map((axis) => value.axes[axis]!)
  const rest = [...value.shape.keys()].filter((axis) => !gathered.includes(axis))
  const order = [...gathered, ...rest]
  const count = productOf(gathered.map((axis) => value.shape[axis]!))
  const others = rest.map((axis) => value.shape[axis]!)
  const turned = value.shape.map((_, i) => value.shape[order[i]!]!)
  const isInOrder = order.every((axis, i) => axis === i)
  const front = isInOrder ? value : call.emit({ type: 'permute', axes: order }, [value], turned, { step: 'front' })
  const rows = call.emit({ type: 'reshape' }, [front], [count, 1, productOf(others)], { step: 'rows' })
  const op = { type: 'max-pool', size: [count, 1], strides: [count, 1], pads: none, ties: 'shared' } as const
  const max = call.emit(op, [rows], [1, 1, productOf(others)], { step: 'max' })
  if (!keep) {
    const axesLeft = value.axes.filter((_, axis) => !axes.includes(axis)).map((axis) => rest.indexOf(axis))
    const shape = others.length > 0 ? others : [1]
    return { ...call.emit({ type: 'reshape' }, [max], shape), axes: axesLeft, batchAt: value.batchAt }
  }
  const kept = value.shape.map((size, axis) => (gathered.includes(axis) ? 1 : size))
  return call.emit({ type: 'reshape' }, [max], kept, { like: value })
}

/** The smallest number along axes. */
export function minimum(call: OperatorCall, value: Value, reduction: Reduction): Value {
  return negated(call, maximum(call, negated(call, value, 'negative'), reduction))
}

/** A weighted sum along axes, each a matrix of one column. */
export function sum(
  call: OperatorCall,
  value: Value,
  { axes, keep }: Reduction,
  weight: (length: number) => number = () => 1
): Value {
  const sums = axes.reduce((result, axis) => {
    const length = sizesOf(result)[axis]!
    const column = { shape: [length, 1] as const, data: new Float32Array(roomFor([length])).fill(weight(length)) }
    return alongAxis(call, result, axis, column, 'sum')
  }, value)
  if (keep) return sums
  return call.reshaped(
    sums,
    sizesOf(sums).filter((_, axis) => !axes.includes(axis))
  )
}

/** The product along axes: of their first and second halves, until one number is left. Zeros keep their gradient. */
export function product(call: OperatorCall, value: Value, { axes, keep }: Reduction): Value {
  const products = axes.reduce((result, axis) => {
    let left = result
    for (let length = sizesOf(left)[axis]!; length > 1; length = sizesOf(left)[axis]!) {
      const half = Math.floor(length / 2)
      const [first, second] = [0, half].map((from) => cut(call, left, axis, from, half, 'half'))
      const pairs = combined(call, 'multiply', first!, second!)
      left = length % 2 === 0 ? pairs : behind(call, pairs, cut(call, left, axis, length - 1, 1, 'last'), axis)
    }
    return left
  }, value)
  if (keep) return products
  return call.reshaped(
    products,
    sizesOf(products).filter((_, axis) => !axes.includes(axis))
  )
}

/** One value behind another along one of the model's axes. */
function behind(call: OperatorCall, first: Value, second: Value, axis: number): Value {
  const at = first.axes[axis]!
  const shape = first.shape.map((size, i) => (i === at ? size + second.shape[at]! : size))
  return call.emit({ type: 'concat', axis: at }, [first, second], shape, { step: 'joined', like: first })
}
