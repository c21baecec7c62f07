import { halfPixel, type Interpolation, resamplingMatrix } from '../lowering/interpolation.ts'
import type { OperatorCall, OperatorImporter } from '../lowering/call.ts'
import { alongAxis } from '../lowering/elementwise.ts'
import type { Value } from '../lowering/value.ts'

/** Where TensorFlow takes a pixel of the result from: centres, corners, or (first version) the upper left. */
function placing(call: OperatorCall, method: Interpolation['method']): Interpolation['place'] {
  if (call.int('align_corners', 0) === 1) {
    return (index, _, from, to) => (to > 1 ? (index * (from - 1)) / (to - 1) : 0)
  }
  if (call.int('half_pixel_centers', 0) !== 1) return (index, factor) => index / factor
  return method === 'linear' ? halfPixel : (index, factor) => (index + 0.5) / factor
}

/** Pictures in another size: a matrix along the rows and one along the columns. */
const resize =
  (method: Interpolation['method']): OperatorImporter =>
  (call) => {
    const picture = call.picture(0, [0, 1, 2])
    const sizes = Array.from(call.constant(1).values)
    const place = placing(call, method)
    const round = call.int('align_corners', 0) === 1 ? Math.round : Math.floor
    return [0, 1].reduce<Value>((value, axis) => {
      const [from, to] = [picture.shape[axis]!, sizes[axis]!]
      if (from === to) return value
      const data = resamplingMatrix(from, to, to / from, { method, place, round })
      return alongAxis(call, value, axis, { shape: [from, to], data }, axis === 0 ? 'rows' : 'columns')
    }, picture)
  }

export const resizingOperators: Record<string, OperatorImporter> = {
  ResizeBilinear: resize('linear'),
  ResizeNearestNeighbor: resize('nearest')
}
