import type { Pads } from '../graph.ts'
import type { OperatorCall } from './call.ts'
import { alongAxis } from './elementwise.ts'
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
  return (stated ?? value.axes.map((_, axis) => axis + 1)).map((axis) => call.axisOf(axis, value)).sort()
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
  const channels = value.shape[2]!
  const step = keep ? { step: 'mean' } : {}
  const vector = call.emit({ type: 'global-average-pool' }, [value], [channels], step)
  if (!keep) return vector
  return call.emit({ type: 'reshape' }, [vector], [1, 1, channels], { axes: value.axes })
}

/** The largest number of each channel; refused along other axes than rows and columns. */
export function maximum(call: OperatorCall, value: Value, { axes, keep }: Reduction): Value {
  if (!isWholePicture(value, axes)) {
    return call.refuse('takes the maximum along other axes than rows and columns', 'export the model without it')
  }
  const [height, width, channels] = value.shape as readonly [number, number, number]
  const whole = [height, width] as const
  const op = { type: 'max-pool', size: whole, strides: whole, pads: none } as const
  const max = call.emit(op, [value], [1, 1, channels], { ...(keep ? {} : { step: 'max' }), axes: value.axes })
  return keep ? max : call.reshaped(max, [channels])
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
    const column = { shape: [length, 1] as const, data: new Float32Array(length).fill(weight(length)) }
    return alongAxis(call, result, axis, column, 'sum')
  }, value)
  if (keep) return sums
  return call.reshaped(
    sums,
    sizesOf(sums).filter((_, axis) => !axes.includes(axis))
  )
}
