import type { OperatorCall, OperatorImporter } from '../lowering/call.ts'
import { pooled } from '../lowering/pooling.ts'
import { maximum, mean, minimum, product, reducedAxes, type Reduction, sum } from '../lowering/reductions.ts'
import { channelsLast, type Value } from '../lowering/value.ts'
import { padsOf, pairOf, stridesOf } from './windows.ts'

/** Operators that gather the pixels of a window, or whole axes. */

const pool =
  (type: 'max-pool' | 'average-pool'): OperatorImporter =>
  (call) => {
    const picture = call.picture(0, channelsLast)
    const [height, width] = picture.shape
    const size = pairOf(call, 'filter_height', 'filter_width')
    return pooled(call, picture, type, { size, strides: stridesOf(call), pads: padsOf(call, [height, width], size) })
  }

const reduced =
  (gather: (call: OperatorCall, value: Value, reduction: Reduction) => Value): OperatorImporter =>
  (call) => {
    const value = call.anyValue(0)
    const axes = [...new Set(reducedAxes(call, value, call.known(1)))]
    return gather(call, value, { axes, keep: call.int('keep_dims', 0) === 1 })
  }

export const poolingOperators: Record<string, OperatorImporter> = {
  MAX_POOL_2D: pool('max-pool'),
  AVERAGE_POOL_2D: pool('average-pool'),
  MEAN: reduced(mean),
  SUM: reduced(sum),
  REDUCE_MAX: reduced(maximum),
  REDUCE_MIN: reduced(minimum),
  REDUCE_PROD: reduced(product)
}
