import type { OperatorImporter } from '../lowering/call.ts'
import { pooled } from '../lowering/pooling.ts'
import { alongStatedAxes, maximum, mean, minimum, product, sum } from '../lowering/reductions.ts'
import { channelsLast } from '../lowering/value.ts'
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

export const poolingOperators: Record<string, OperatorImporter> = {
  MAX_POOL_2D: pool('max-pool'),
  AVERAGE_POOL_2D: pool('average-pool'),
  MEAN: alongStatedAxes(mean),
  SUM: alongStatedAxes(sum),
  REDUCE_MAX: alongStatedAxes(maximum),
  REDUCE_MIN: alongStatedAxes(minimum),
  REDUCE_PROD: alongStatedAxes(product)
}
