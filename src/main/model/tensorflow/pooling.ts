import type { OperatorImporter } from '../lowering/call.ts'
import { pooled } from '../lowering/pooling.ts'
import { alongStatedAxes, maximum, mean, minimum, sum } from '../lowering/reductions.ts'
import { alongPicture, pictureAxes, statedPads } from './windows.ts'

/** Operators that gather the pixels of a window, or whole axes. */

const pool =
  (type: 'max-pool' | 'average-pool'): OperatorImporter =>
  (call) => {
    const picture = call.picture(0, pictureAxes(call))
    const [height, width] = picture.shape
    const [size, strides] = [alongPicture(call, 'ksize', [1, 1]), alongPicture(call, 'strides', [1, 1])]
    return pooled(call, picture, type, { size, strides, pads: statedPads(call, [height, width], size, strides) })
  }

export const poolingOperators: Record<string, OperatorImporter> = {
  MaxPool: pool('max-pool'),
  AvgPool: pool('average-pool'),
  Mean: alongStatedAxes(mean),
  Sum: alongStatedAxes(sum),
  Max: alongStatedAxes(maximum),
  Min: alongStatedAxes(minimum)
}
