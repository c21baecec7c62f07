import type { OperatorCall, OperatorImporter } from '../lowering/call.ts'
import { pooled } from '../lowering/pooling.ts'
import { maximum, mean, minimum, reducedAxes, type Reduction, sum } from '../lowering/reductions.ts'
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

function reduction(call: OperatorCall): Reduction {
  const axes = call.known(1)
  return { axes: reducedAxes(call, call.value(0), axes), keep: call.int('keep_dims', 0) === 1 }
}

export const poolingOperators: Record<string, OperatorImporter> = {
  MaxPool: pool('max-pool'),
  AvgPool: pool('average-pool'),
  Mean: (call) => mean(call, call.value(0), reduction(call)),
  Sum: (call) => sum(call, call.value(0), reduction(call)),
  Max: (call) => maximum(call, call.value(0), reduction(call)),
  Min: (call) => minimum(call, call.value(0), reduction(call))
}
