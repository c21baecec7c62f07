import type { OperatorCall, OperatorImporter } from '../lowering/call.ts'
import { placedInterpolation, type Placing, resampled } from '../lowering/tensorflowResizing.ts'
import { channelsLast } from '../lowering/value.ts'

/** Operators that enlarge or reduce pictures. */

const placing = (call: OperatorCall): Placing => ({
  cornersMeet: call.int('align_corners', 0) === 1,
  centresMeet: call.int('half_pixel_centers', 0) === 1
})

const resize =
  (method: 'bilinear' | 'nearest'): OperatorImporter =>
  (call) => {
    const picture = call.picture(0, channelsLast)
    const [height = 0, width = 0] = call.constant(1).values
    if (height < 1 || width < 1) call.refuse(`makes a picture of ${height}x${width}`, 'convert the model again')
    return resampled(call, picture, [height, width], placedInterpolation(method, placing(call))!)
  }

export const resizingOperators: Record<string, OperatorImporter> = {
  RESIZE_BILINEAR: resize('bilinear'),
  RESIZE_NEAREST_NEIGHBOR: resize('nearest')
}
